import { takeApart } from "../../../tools/build/constant-object";

const apart = (code: string): string => takeApart(code, "board");

it("makes a variable of each member", () => {
  expect(apart('const board = { name: "X", open: (a) => a + 1 };\nuse(board.name, board.open(2));')).toBe(
    'const board_name="X";\nconst board_open=(a) => a + 1;\nuse(board_name, board_open(2));',
  );
});

it("makes a function of a method", () => {
  expect(apart("const board = { open(a) { return a; } }; board.open(1);")).toBe(
    "const board_open=function(a) { return a; }; board_open(1);",
  );
});

it("has undefined for a member that is not there", () => {
  expect(apart("const board = { a: 1 }; if (board.setLed) board.setLed(1);")).toBe(
    "const board_a=1; if (undefined) undefined(1);",
  );
});

it("finds uses that stand before the object, and in functions", () => {
  expect(apart("const f = () => board.a; const board = { a: 1 };")).toBe("const f = () => board_a; const board_a=1;");
});

it.each([
  ["is handed on whole", "const board = { a: 1 }; use(board);"],
  ["has a member that is asked for by a computed name", 'const board = { a: 1 }; use(board["a" + n]);'],
  ["has a member with a computed name", "const board = { [n]: 1 }; use(board.a);"],
  ["is spread into", "const board = { ...other }; use(board.a);"],
  ["has a getter", "const board = { get a() { return n++; } }; use(board.a, board.a);"],
  ["is the result of a call", 'const board = external("X"); use(board.name);'],
  ["uses itself", "const board = { a: 1, b: () => board.a }; board.b();"],
  ["is assigned to", "const board = { a: 1 }; board.a = 2;"],
  ["is counted up in", "const board = { a: 1 }; board.a++;"],
  ["loses a member", "const board = { a: 1 }; delete board.a;"],
  ["has a generator", "const board = { *a() {} }; use(board.a);"],
  ["shares its name with a parameter", "const board = { a: 1 }; const f = (board) => board.a; f(other); use(board.a);"],
])("leaves an object alone that %s", (_reason, code) => {
  expect(apart(code)).toBe(code);
});

it("reads a member behind an operator", () => {
  expect(apart("const board = { a: 1 }; use(!board.a);")).toBe("const board_a=1; use(!board_a);");
});

it("leaves code alone without such an object", () => {
  expect(apart("use(other.board, { board: 1 });")).toBe("use(other.board, { board: 1 });");
});
