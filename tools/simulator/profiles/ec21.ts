/** EC21: the EC25 with a slower radio (Cat 1); no difference in its commands is known. */
import { EC2X_FACTS, ec2xFirmwares } from "./ec25";
import { seen } from "./fact";
import type { Module } from "./traits";

export const EC21: Module = {
  name: "EC21",
  imei: "867962040000019",
  firmwares: ec2xFirmwares({
    ...EC2X_FACTS,
    model: seen("EC21", "JitterCompany/ec2x-provisioning, provision.py"),
    revision: seen("EC21EFAR06A08M4G", "JitterCompany/ec2x-provisioning, provision.py"),
  }),
};
