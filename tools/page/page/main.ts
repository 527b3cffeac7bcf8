/** The board page: builds what it consists of, top to bottom as on the page. */
import { ConfigStore } from "./config-store";
import { Session } from "./session";
import { ConfigureStep } from "./steps/configure-step";
import { ConnectStep } from "./steps/connect-step";
import { FlashStep } from "./steps/flash-step";

const session = new Session();
const store = new ConfigStore();
new ConnectStep(session);
new ConfigureStep(session, store);
new FlashStep(session, store);

addEventListener("beforeunload", (event) => {
  if (session.task?.isCritical) event.preventDefault();
});
