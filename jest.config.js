/** Tests run on the sources through ts-jest; what needs a part that is not on the machine skips itself by name. */
module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  // Against hanging only: on a loaded machine a test takes many times as long as on an idle one.
  testTimeout: 600000,
  // By itself jest leaves a core free, which on a machine with two is half of them.
  maxWorkers: "100%",
  // What earlier test files left in a worker is walked by each collection of garbage: one suite took five times as long in an old worker.
  workerIdleMemoryLimit: "400MB",
  // Espruino modules that a driver which is not bundled loads beside itself: there is one AT client, so nothing needs binding.
  moduleNameMapper: {
    "^QuectelBringUp$": "<rootDir>/modules/quectel/bring-up-module.ts",
    "^QuectelTransparent$": "<rootDir>/modules/quectel/transparent-module.ts",
    "^QuectelNetwork$": "<rootDir>/modules/quectel/network-module.ts",
    "^QuectelUdp$": "<rootDir>/modules/quectel/udp-module.ts",
  },
  transform: {
    "^.+\\.ts$": [
      "ts-jest",
      {
        tsconfig: {
          ...require("./tsconfig.json").compilerOptions,
          module: "CommonJS",
          moduleResolution: "Node10",
          ignoreDeprecations: "6.0",
          isolatedModules: true,
          noEmit: false,
        },
      },
    ],
  },
};
