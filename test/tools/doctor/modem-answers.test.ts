import { readIdentification } from "../../../tools/doctor/modem-answers";

it.each([
  [["Quectel", "BG96", "Revision: BG96MAR02A07M1G"]],
  [["Quectel", "+QIND: SMS DONE", "BG96", '+CREG: 1,"1A2B"', "Revision: BG96MAR02A07M1G"]],
])("finds model and firmware in the answer to ATI: %j", (lines) => {
  expect(readIdentification(lines)).toEqual({ model: "BG96", firmware: "BG96MAR02A07M1G" });
});
