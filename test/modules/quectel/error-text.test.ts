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
    [552, "QSSLOPEN 3: 552 (exhausted"],
    [565, "QSSLOPEN 3: 565 (DNS failed"],
    [566, "QSSLOPEN 3: 566 (TCP or TLS failed"],
    [569, "QSSLOPEN 3: 569 (no answer"],
    [563, "QSSLOPEN 3: 563 ("],
    [0, "QSSLOPEN 3: 0 ("],
    [5, "QSSLOPEN 3: 5 ("],
    [55, "QSSLOPEN 3: 55 ("],
    [NaN, "QSSLOPEN 3: NaN ("],
  ])("of %d", (code, message) => {
    const text = sslError("QSSLOPEN 3", code).message;
    expect(text).toContain(message);
    if (![552, 565, 566, 569].includes(code)) expect(text).not.toMatch(/exhausted|DNS|TCP|answer/);
    expect(text).toMatch(/^[^;]*\)$/);
  });
});
