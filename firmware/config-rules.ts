/* Made from config.schema.json by the build: edit that file, then run npm run build. */
import type { Rules } from "./config-check";

/** A function, so that the rules take memory only while a configuration is checked. */
export function configRules(): Rules {
  // prettier-ignore
  return { device: ["text",0,40,""], apn: ["text",0,99], user: ["text",0,127,""], password: ["text",0,127,""], pin: ["text",0,8,""], ntp: ["text",1,100,"pool.ntp.org"], server: { url: ["text",9,200], user: ["text",0,256,""], password: ["text",0,256,""], topic: ["text",1,150,"devices/{device}"], topics: ["map",0,150,{}], headers: ["map",0,200,{}] }, tls: { version: ["choice",[1.2,1.1,1],0,1.2], cipherSuites: ["text",3,6,"all"], verify: ["choice",["server","mutual","none"],0,"server"], ca: ["text",0,80,""], cert: ["text",0,80,""], key: ["text",0,80,""], sni: ["choice",[true,false],0,true] }, sampling: { intervalS: ["number",1,86400,60], sensors: ["list",0,20,[]] }, upload: { intervalS: ["number",1,86400,300], batch: ["number",1,50,20] }, journal: { bytes: ["number",0,1000000,12288] }, power: { cyclesPerDay: ["number",0,99,12], kBytesPerDay: ["number",1,1000000,2000] }, uart: { path: ["text",0,100,""], baud: ["number",9600,921600,115200], port: ["text",0,7,""], pins: ["map",0,8,{}], pwrkeyMs: ["number",100,9999,800] }, log: ["choice",["info","error","debug"],0,"info"] };
}
