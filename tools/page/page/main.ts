import { BoardLink } from "../../link/board-link";
import { flash } from "../../flash/flasher";
import { judgeConfig } from "../../flash/config-judge";
import { Provisioning } from "../../provision/provisioning";
import { judgeCredentials } from "../../provision/credentials";
console.log(BoardLink, flash, judgeConfig, Provisioning, judgeCredentials, document.title);
