import { sslError } from "../../../modules/quectel/error-text";
import { installCutOffIndexOf, installDevice } from "../../doubles/device";

describe.each<[string, () => () => void]>([
  ["Node's indexOf", () => () => {}],
  ["Espruino's indexOf, which finds cut-off patterns", installCutOffIndexOf],
])("sslError with %s", (_name, install) => {
  let restore: () => void;

  beforeEach(() => {
    installDevice();
    restore = install();
  });

  afterEach(() => restore());

  it.each([
    [552, "exhausted: power-cycle"],
    [561, "no PDP context"],
    [563, "id in use"],
    [565, "DNS failed: check host"],
    [566, "TCP or TLS failed: check port, CA, name, clock"],
    [569, "no answer"],
    [570, "PDP lost"],
    [572, "not allowed"],
  ])("gives the meaning of %d and what to do", (code, meaning) => {
    expect(sslError("QSSLOPEN 3", code)).toMatchObject({ code, message: `QSSLOPEN 3: ${code} (${meaning})` });
  });

  it.each([0, 5, 55, 56, 66, 550, 580, NaN])("gives %d without a meaning that it does not have", (code) => {
    expect(sslError("QIOPEN 11", code)).toMatchObject({ code, message: `QIOPEN 11: ${code} (?)` });
  });
});
