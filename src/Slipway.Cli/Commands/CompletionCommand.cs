using System.CommandLine;

namespace Slipway.Cli.Commands;

/// <summary>
/// <c>slipway completion SHELL</c>: prints what a shell must read to complete <c>slipway</c>'s verbs, options and images. The script asks
/// <c>slipway "[suggest:POSITION]" LINE</c>, System.CommandLine's own directive, so it never has to change.
/// </summary>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, string> s_scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = """
            _slipway() {
              local line=${COMP_LINE:0:COMP_POINT} IFS=$'\n'
              COMPREPLY=($(compgen -W "$(slipway "[suggest:${#line}]" "$line" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _slipway slipway
            """,
        ["zsh"] = """
            #compdef slipway
            _slipway() {
              local -a found
              found=("${(@f)$(slipway "[suggest:${#BUFFER}]" "$BUFFER" 2>/dev/null)}")
              compadd -a found
            }
            compdef _slipway slipway
            """,
        ["fish"] = """
            complete -c slipway -f -a '(set -l line (commandline -cp); slipway "[suggest:"(string length -- $line)"]" "$line" 2>/dev/null)'
            """,
    };

    public static Command Create(CommandContext context)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong([.. s_scripts.Keys]);
        var command = new Command("completion", "Print a completion script: source <(slipway completion bash)") { shell };
        command.SetAction(parsed => context.Out.WriteLine(s_scripts[parsed.GetRequiredValue(shell)]));
        return command;
    }
}
