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
    [552, "QSSLOPEN 3: 552 (exhausted: power-cycle it)"],
    [565, "QSSLOPEN 3: 565 (DNS failed: check the host name)"],
    [566, "QSSLOPEN 3: 566 (TCP or TLS failed: check port, CA, host name, cipher suite, clock)"],
    [569, "QSSLOPEN 3: 569 (no answer)"],
    [563, "QSSLOPEN 3: 563 (unknown)"],
    [0, "QSSLOPEN 3: 0 (unknown)"],
    [5, "QSSLOPEN 3: 5 (unknown)"],
    [55, "QSSLOPEN 3: 55 (unknown)"],
    [NaN, "QSSLOPEN 3: NaN (unknown)"],
  ])("of %d", (code, message) => expect(sslError("QSSLOPEN 3", code).message).toBe(message));
});
