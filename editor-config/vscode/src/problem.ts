/** What is said when something is wrong that the user can mend: one sentence, and a button that leads on. */

export interface Remedy {
  readonly title: string;
  readonly command: string;
  readonly arguments: readonly unknown[];
}

export class Problem extends Error {
  constructor(
    message: string,
    readonly remedy?: Remedy,
  ) {
    super(message);
  }
}

export function openSetting(name: string): Remedy {
  return { title: "Open Setting", command: "workbench.action.openSettings", arguments: [name] };
}
