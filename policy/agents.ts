/**
 * Marks that coding agents leave on the commands they start: the list of Prisma's own check (7.10.1 and 6.19.3,
 * ai-safety), where any text counts, and marks that were added to it here. Who is taken for an agent wrongly cannot
 * confirm what they should: a variable that people set for something else needs a `value`.
 */
export interface AgentVariable {
  readonly reads: string;
  /** Default: any text but an empty one. */
  readonly value?: RegExp;
  readonly agent: string;
  /** Values of the variable. The tests try them, and docs/agents.md shows them. */
  readonly examples: { readonly caught: readonly string[]; readonly passed: readonly string[] };
}

export const agentVariables: readonly AgentVariable[] = [
  {
    reads: 'CLAUDECODE',
    agent: 'Claude Code',
    examples: { caught: ['1'], passed: [''] },
  },
  {
    reads: 'CLAUDE_CODE_ENTRYPOINT',
    agent: 'Claude Code',
    examples: { caught: ['cli', 'sdk-ts'], passed: [''] },
  },
  {
    reads: 'CURSOR_AGENT',
    agent: 'Cursor',
    examples: { caught: ['1'], passed: [''] },
  },
  {
    reads: 'GEMINI_CLI',
    agent: 'Gemini CLI',
    examples: { caught: ['1'], passed: [''] },
  },
  {
    reads: 'CODEX_THREAD_ID',
    agent: 'Codex',
    examples: { caught: ['0199a213-81c0-7800-8aa1-bbab2a035a53'], passed: [''] },
  },
  {
    reads: 'CODEX_CI',
    agent: 'Codex',
    examples: { caught: ['1'], passed: [''] },
  },
  {
    reads: 'CODEX_SANDBOX',
    agent: 'Codex',
    examples: { caught: ['seatbelt'], passed: [''] },
  },
  {
    reads: 'CODEX_SANDBOX_NETWORK_DISABLED',
    agent: 'Codex',
    examples: { caught: ['1'], passed: [''] },
  },
  {
    reads: 'COPILOT_CLI',
    agent: 'GitHub Copilot',
    examples: { caught: ['1'], passed: [''] },
  },
  {
    reads: 'QWEN_CODE',
    agent: 'Qwen Code',
    examples: { caught: ['1'], passed: [''] },
  },
  {
    reads: 'OPENCODE',
    agent: 'OpenCode',
    examples: { caught: ['1'], passed: [''] },
  },
  {
    reads: 'OPENCODE_CLIENT',
    agent: 'OpenCode',
    examples: { caught: ['cli'], passed: [''] },
  },
  {
    reads: 'CLINE_ACTIVE',
    agent: 'Cline',
    examples: { caught: ['true'], passed: [''] },
  },
  {
    reads: 'CRUSH',
    agent: 'Crush',
    examples: { caught: ['1'], passed: [''] },
  },
  {
    reads: 'AUGMENT_AGENT',
    agent: 'Augment Code',
    examples: { caught: ['1'], passed: [''] },
  },
  {
    reads: 'ANTIGRAVITY_AGENT',
    agent: 'Antigravity',
    examples: { caught: ['1'], passed: [''] },
  },
  {
    reads: 'REPLIT_SESSION',
    value: /^agent-/,
    agent: 'Replit Agent',
    examples: { caught: ['agent-1'], passed: ['shell', 'my-agent-1', ''] },
  },
  {
    reads: 'REPLIT_CLI',
    agent: 'Replit Agent',
    examples: { caught: ['1'], passed: [''] },
  },
  {
    reads: 'OR_APP_NAME',
    value: /^aider$/i,
    agent: 'Aider',
    examples: { caught: ['Aider', 'aider'], passed: ['other', 'aider-docs', ''] },
  },
  {
    reads: 'AI_AGENT',
    agent: 'an AI agent',
    examples: { caught: ['goose', '0'], passed: [''] },
  },
  {
    reads: 'AGENT',
    agent: 'an AI agent',
    examples: { caught: ['amp', '0'], passed: [''] },
  },
];

/** Files that only the machine of an agent has. */
export const agentFiles: readonly { file: string; agent: string }[] = [{ file: '/opt/.devin', agent: 'Devin' }];

/** A program by the name that the kernel gives its process, of at most 15 letters. */
export interface ProgramMark {
  readonly name: RegExp;
  readonly program: string;
  readonly examples: { readonly caught: readonly string[]; readonly passed: readonly string[] };
}

/** Agents that are told by their own process, above the line: a variable can be taken away on the way, a process cannot. */
export const agentPrograms: readonly ProgramMark[] = [
  { name: /^claude$/, program: 'Claude Code', examples: { caught: ['claude'], passed: ['claude-notes', 'claudette'] } },
  { name: /^codex$/, program: 'Codex', examples: { caught: ['codex'], passed: ['codexbar', 'codec'] } },
  {
    name: /^cursor-agent$/,
    program: 'Cursor',
    examples: { caught: ['cursor-agent'], passed: ['cursor', 'ssh-agent'] },
  },
  { name: /^opencode$/, program: 'OpenCode', examples: { caught: ['opencode'], passed: ['opencoded', 'code'] } },
  { name: /^aider$/, program: 'Aider', examples: { caught: ['aider'], passed: ['raider'] } },
];

/**
 * Where people work. What stands above one of these need not have typed the line: an agent may have opened the window, days ago,
 * in which a person types now. So its mark makes a question there, where it is a refusal elsewhere.
 */
export const workplaces: readonly ProgramMark[] = [
  {
    name: /^(tmux|screen|zellij|dtach|abduco|byobu)\b/i,
    program: 'a terminal multiplexer',
    examples: { caught: ['tmux: server', 'SCREEN', 'zellij'], passed: ['xtmux', 'screencast'] },
  },
  {
    name: /^(code|code-insiders|codium|cursor|windsurf|zed|zed-editor|subl|sublime_text|emacs|n?vim|idea|webstorm|phpstorm|rider|goland|pycharm)$/,
    program: 'an editor',
    examples: { caught: ['code', 'cursor', 'nvim', 'webstorm'], passed: ['opencode', 'encode', 'codex'] },
  },
  {
    name: /^(sshd|sshd-session|mosh-server|login|gnome-terminal-|konsole|xterm|alacritty|kitty|wezterm-gui|ghostty|foot)$/,
    program: 'a terminal',
    examples: { caught: ['sshd', 'gnome-terminal-', 'kitty'], passed: ['ssh', 'footer'] },
  },
];
