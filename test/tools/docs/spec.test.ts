/** Every command and form of the specification is in the driver and proved by a test of the driver that bears its name. */
import { readEvidence } from "../../../tools/docs/page";
import type { Evidence } from "../../../tools/docs/evidence";
import type { TestCase } from "../../../tools/docs/test-cases";

/** Forms as the specification writes them; one with an optional part stands here without it and with it. */
const parameters: readonly [form: string, name: string][] = [
  ['AT+QSSLCFG="sslversion",<sslindex>,<sslversion>', "sslversion"],
  ['AT+QSSLCFG="ciphersuite",<sslindex>,<ciphersuite>', "ciphersuite"],
  ['AT+QSSLCFG="seclevel",<sslindex>', "seclevel"],
  ['AT+QSSLCFG="seclevel",<sslindex>,<seclevel>', "seclevel"],
  ['AT+QSSLCFG="cacert",<sslindex>', "cacert"],
  ['AT+QSSLCFG="cacert",<sslindex>,<cacertpath>', "cacert"],
];
const open = "AT+QSSLOPEN=<ctxindex>,<sslindex>,<clientid>,<serveraddr>,<server_port>";
const commands: readonly [form: string, name: string][] = [
  [open, "+QSSLOPEN"],
  [`${open},<access_mode>`, "+QSSLOPEN"],
  ["AT+QSSLSEND=<clientid>,<length>", "+QSSLSEND"],
  ["AT+QSSLCLOSE=<clientid>", "+QSSLCLOSE"],
];
const urc = "+QSSLURC: <clientid>,<length>";
const forms = [...parameters, ...commands].map(([form]) => form).concat(urc);

/** A title may write the optional part in brackets: it then speaks of both forms. */
function hasForm(title: string, form: string): boolean {
  return [title, title.replace(/[[\]]/g, "")].some((text) => {
    const at = text.indexOf(form);
    return at >= 0 && text[at + form.length] !== ",";
  });
}

/** A test under a title of that form, or in a group under one. */
function isAbout(test: TestCase, form: string): boolean {
  return test.titles.some((title) => hasForm(title, form)) || (test.group !== undefined && isAbout(test.group, form));
}

describe("the specification", () => {
  let evidence: Evidence;

  beforeAll(async () => {
    evidence = await readEvidence();
  });

  it.each(parameters)("%s is in the driver", (_form, name) => {
    expect(evidence.uses.parameter("+QSSLCFG", name)).not.toEqual([]);
  });

  it.each(commands)("%s is in the driver", (_form, name) => {
    expect(evidence.uses.command(name)).not.toEqual([]);
  });

  it(`${urc} is in the driver`, () => {
    expect(evidence.uses.urc("+QSSLURC")).not.toEqual([]);
  });

  it.each(forms)("%s is proved by a test of the driver with that in its title", (form) => {
    const ofDriver = evidence.cases.filter(({ file, kind }) => kind === "test" && /^test\/(modules|demo)\//.test(file));
    const proofs = ofDriver.filter((test) => isAbout(test, form)).map(({ file, titles }) => `${file}: ${titles[0]!}`);
    expect(proofs).not.toEqual([]);
  });
});
