import { readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { cachedBuild, projectFolder } from "../../../tools/build/build-cache";
import type { BuildPlan } from "../../../tools/build/compile";

const FOLDER = path.join(projectFolder, "node_modules/.cache/espruino-qssl");

/** Bytes above 127 are tokens: a result is a byte string. */
const CODE = `made by ${process.pid}\xe9`;

/** Nobody builds this. */
function plan(entry: string, folder = projectFolder): BuildPlan {
  return { folder, entry: `${entry} ${process.pid}`, tsconfig: "", file: "", format: "es", aliases: {}, first: "" };
}

function counted(): { count: number; make(this: void): Promise<string> } {
  const builds = {
    count: 0,
    make: (): Promise<string> => {
      builds.count++;
      return Promise.resolve(CODE);
    },
  };
  return builds;
}

afterAll(() => {
  for (const name of readdirSync(FOLDER)) {
    const file = path.join(FOLDER, name);
    if (readFileSync(file, "latin1") === CODE) rmSync(file);
  }
});

describe("a build of the project", () => {
  it("is made once, also when it is wanted twice at a time", async () => {
    const builds = counted();
    const both = [cachedBuild(plan("one"), builds.make), cachedBuild(plan("one"), builds.make)];
    expect(await Promise.all(both)).toEqual([CODE, CODE]);
    expect(await cachedBuild(plan("one"), builds.make)).toBe(CODE);
    expect(builds.count).toBe(1);
  });

  it("is there for the next process, byte for byte", async () => {
    await cachedBuild(plan("kept"), counted().make);
    await jest.isolateModulesAsync(async () => {
      const next = await import("../../../tools/build/build-cache");
      const builds = counted();
      expect(await next.cachedBuild(plan("kept"), builds.make)).toBe(CODE);
      expect(builds.count).toBe(0);
    });
  });

  it("is another one for another plan", async () => {
    const builds = counted();
    await cachedBuild(plan("this"), builds.make);
    await cachedBuild(plan("that"), builds.make);
    await cachedBuild({ ...plan("that"), first: "1;" }, builds.make);
    expect(builds.count).toBe(3);
  });

  it("that failed is not kept", async () => {
    const broken = (): Promise<string> => Promise.reject(new Error("broken"));
    await expect(cachedBuild(plan("broken"), broken)).rejects.toThrow("broken");
    await jest.isolateModulesAsync(async () => {
      const next = await import("../../../tools/build/build-cache");
      expect(await next.cachedBuild(plan("broken"), counted().make)).toBe(CODE);
    });
  });
});

it("sources of another folder are built each time", async () => {
  const builds = counted();
  await cachedBuild(plan("elsewhere", "/elsewhere"), builds.make);
  await cachedBuild(plan("elsewhere", "/elsewhere"), builds.make);
  expect(builds.count).toBe(2);
});
