/** Who the modem is (reference §6.1, step 4). */
import { type CommandEntry, family, type Handler, says } from "../command-registry";

const general = family("general", "AT commands manual");
const bare = (handler: Handler): CommandEntry["forms"] => ({ execute: handler, test: says() });

const manufacturer = bare(says(({ profile }) => profile.manufacturer));
const model = bare(says(({ profile }) => profile.model));
const revision = bare(says(({ profile }) => profile.revision));
const imei = bare(says(({ profile }) => profile.imei));

const describe: Handler = ({ modem, information, args }) => {
  args.optionalInteger(0, 0, 0, 0);
  information(modem.profile.manufacturer);
  information(modem.profile.model);
  information(`Revision: ${modem.profile.revision}`);
};

/** AT+CGSN=1 is the IMEI with its name in front; 0 the serial number, here the same. */
const serialNumber: Handler = ({ modem, information, args }) => {
  args.atMost(1);
  args.integer(0, 0, 1);
  information(`+CGSN: "${modem.profile.imei}"`);
};

/** The revision with its sub-edition; the form is that of firmware in the field, for example `…A02M04_01.001.01.001`. */
const wholeRevision = bare(says(({ profile }) => `${profile.revision}_01.001.01.001`));

export const IDENTITY_COMMANDS: readonly CommandEntry[] = [
  general("I", { execute: describe }),
  general("+CGMI", manufacturer),
  general("+GMI", manufacturer),
  general("+CGMM", model),
  general("+GMM", model),
  general("+CGMR", revision),
  general("+GMR", revision),
  general("+QGMR", wholeRevision),
  general("+CGSN", { ...imei, test: says("+CGSN: (0,1)"), write: serialNumber }),
  general("+GSN", imei),
];
