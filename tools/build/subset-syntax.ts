/**
 * The syntax that Espruino (2v29) refuses, or takes and gets wrong. One list for the lint of the sources and for the check
 * of the built code. Each entry was seen to fail on the interpreter: test/tools/build/subset-samples.ts holds the proof.
 */

/** Where a restriction holds: the build repairs some constructs, others only matter once built. */
export type Stage = "source" | "built";

export interface Restriction {
  /** ESLint selector (esquery) of the nodes that are refused. */
  selector: string;
  /** What does not work. */
  what: string;
  /** What to write instead. */
  remedy: string;
  /** Both stages when left out. */
  stage?: Stage;
}

/** Words that its lexer never takes for a name; only the property of an object may be called so. */
export const reservedWords =
  /^(break|case|catch|class|const|continue|debugger|default|delete|do|else|extends|false|finally|for|function|if|in|instanceof|let|new|null|of|return|static|super|switch|this|throw|true|try|typeof|undefined|var|void|while)$/;

const nativeClasses =
  "/^(Object|Array|String|Number|Function|Promise|RegExp|Date|DataView|ArrayBuffer|.*Error|.+Array|Serial|Pin|Waveform)$/";

export const restrictions: readonly Restriction[] = [
  {
    selector: "AssignmentPattern",
    what: "default value",
    remedy: "compare with undefined in the body",
  },
  {
    selector: ":function > RestElement.params",
    what: "rest parameter",
    remedy: "name the parameters, or pass an array",
  },
  { selector: "SpreadElement", what: "spread", remedy: "use concat, apply or Object.assign" },
  { selector: "ArrayPattern, ObjectPattern", what: "destructuring", remedy: "read each field by itself" },
  {
    selector: ":matches(Property, MethodDefinition, PropertyDefinition)[computed=true]",
    what: "computed property name",
    remedy: "assign object[key] in a statement of its own",
  },
  { selector: "ChainExpression", what: "optional chaining", remedy: "test the object first: o && o.x" },
  {
    selector: "AssignmentExpression[operator=/^(\\?\\?|\\|\\||&&)=$/]",
    what: "logical assignment",
    remedy: "write an if",
  },
  {
    selector: "BinaryExpression[operator='**'], AssignmentExpression[operator='**=']",
    what: "exponent operator",
    remedy: "use Math.pow",
  },
  { selector: ":function[async=true]", what: "async function", remedy: "use callbacks" },
  { selector: "AwaitExpression", what: "await", remedy: "use callbacks" },
  { selector: ":function[generator=true]", what: "generator", remedy: "use a callback or an array" },
  { selector: "ForOfStatement[await=true]", what: "for await", remedy: "use callbacks" },
  { selector: "LabeledStatement", what: "label", remedy: "move the loops into a function and return" },
  { selector: "PrivateIdentifier", what: "private name", remedy: "use private and a leading underscore" },
  { selector: "StaticBlock", what: "static block", remedy: "assign after the class" },
  {
    selector: "PropertyDefinition[declare!=true]",
    what: "class field (it is evaluated once and shared by all instances)",
    remedy: "assign in the constructor; the build does so for TypeScript",
    stage: "built",
  },
  {
    selector: ":matches(MethodDefinition, PropertyDefinition) > Literal.key, Property[kind=/^[gs]et$/] > Literal.key",
    what: "string or number as a member name",
    remedy: "use an identifier",
  },
  {
    selector:
      `:matches(MethodDefinition, PropertyDefinition)[computed=false] > Identifier.key[name=${String(reservedWords)}], ` +
      `Property[kind=/^[gs]et$/] > Identifier.key[name=${String(reservedWords)}]`,
    what: "reserved word as a member name",
    remedy: "choose another name",
  },
  {
    selector: ":matches(ClassDeclaration, ClassExpression) > :not(Identifier).superClass",
    what: "expression after extends",
    remedy: "give the base class a name first",
  },
  {
    selector: `:matches(ClassDeclaration, ClassExpression) > Identifier.superClass[name=${nativeClasses}]`,
    what: "class that extends a built-in (super is not called, instanceof fails)",
    remedy: "hold the built-in in a field",
  },
  {
    selector: "ArrowFunctionExpression Super",
    what: "super inside an arrow function",
    remedy: "call super outside, or name another method",
  },
  {
    selector: "Property > FunctionExpression Super",
    what: "super in an object literal",
    remedy: "name the other object",
  },
  {
    selector: "SwitchCase[test=null]:not(:last-child)",
    what: "default that is not the last case",
    remedy: "move default to the end",
  },
  { selector: "TaggedTemplateExpression", what: "tagged template", remedy: "call the function" },
  { selector: "Literal[bigint]", what: "bigint", remedy: "use numbers" },
  { selector: "MetaProperty", what: "new.target or import.meta", remedy: "pass what is needed" },
  { selector: "ImportExpression", what: "import()", remedy: "use a static import, or require on the board" },
  { selector: "WithStatement", what: "with", remedy: "name the object" },
  { selector: "DebuggerStatement", what: "debugger (stops the board)", remedy: "remove it" },
  {
    selector:
      ":matches(VariableDeclarator, FunctionDeclaration, ClassDeclaration) > Identifier.id[name=/^(of|undefined)$/], " +
      ":function > Identifier.params[name=/^(of|undefined)$/], CatchClause > Identifier.param[name=/^(of|undefined)$/]",
    what: "variable with the name of a reserved word",
    remedy: "choose another name",
  },
  {
    selector: "Identifier[name=/^.{64}/]",
    what: "name of more than 63 characters (the rest is ignored)",
    remedy: "shorten it",
  },
  {
    selector: "TSEnumDeclaration[const!=true]",
    what: "enum (becomes code and an object)",
    remedy: "use const enum",
    stage: "source",
  },
  {
    selector: "TSModuleDeclaration[declare!=true][kind!='global']",
    what: "namespace (becomes code and an object)",
    remedy: "use a module",
    stage: "source",
  },
  { selector: "Decorator", what: "decorator", remedy: "call the function", stage: "source" },
];
