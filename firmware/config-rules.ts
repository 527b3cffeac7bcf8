/* Made from config.schema.json by the build: edit that file, then run npm run build. */
import type { Rules } from "./config-check";

/** A function, so that the rules take memory only while a configuration is checked. */
export function configRules(): Rules {
  // prettier-ignore
  return { device: [0,0,40,""], apn: [0,0,99], user: [0,0,127,""], password: [0,0,127,""], pin: [0,0,8,""], ntp: [0,1,100,"pool.ntp.org"], server: () => ({ url: [0,9,200], user: [0,0,256,""], password: [0,0,256,""], topic: [0,1,150,"devices/{device}"], topics: [4,0,150,{}], headers: [4,0,200,{}] }), tls: () => ({ version: [2,[1.2,1.1,1],0,1.2], cipherSuites: [0,3,6,"all"], verify: [2,["server","mutual","none"],0,"server"], ca: [0,0,80,""], cert: [0,0,80,""], key: [0,0,80,""], sni: [2,[true,false],0,true] }), sampling: () => ({ intervalS: [1,1,86400,60], sensors: [3,0,20,[]] }), upload: () => ({ intervalS: [1,1,86400,300], batch: [1,1,50,20] }), journal: () => ({ bytes: [1,0,1000000,12288] }), power: () => ({ cyclesPerDay: [1,0,99,12], kBytesPerDay: [1,1,1000000,2000] }), uart: () => ({ path: [0,0,100,""], baud: [1,9600,921600,115200], port: [0,0,7,""], pins: [4,0,8,{}], pwrkeyMs: [1,100,9999,800] }), log: [2,["info","error","debug"],0,"info"] };
}
