using System.Text;

namespace Slipway.Testing;

/// <summary>Runs bash scripts that put several tools together. The script ends with the first command that fails.</summary>
internal static class Shell
{
    /// <summary>Runs a script with its arguments as $1…; its failure fails the test with what it said. A byte of the output is a character.</summary>
    public static async Task<string> RunAsync(string script, params string[] arguments) =>
        Encoding.Latin1.GetString(await RunAsync(script, arguments, directory: ""));

    /// <summary>Runs a script in a directory; its failure fails the test with what it said.</summary>
    public static Task<byte[]> RunInAsync(string directory, string script) => RunAsync(script, [], directory);

    /// <summary>Runs a script that may fail; returns its exit code.</summary>
    public static async Task<int> TryRunAsync(string script, params string[] arguments) => (await StartAsync(script, arguments, directory: "")).ExitCode;

    private static async Task<byte[]> RunAsync(string script, string[] arguments, string directory)
    {
        var (exitCode, output, error) = await StartAsync(script, arguments, directory);
        Assert.True(exitCode == 0, $"{script} {string.Join(' ', arguments)}\nexit {exitCode}: {error}{Encoding.Latin1.GetString(output)}");
        return output;
    }

    private static Task<(int ExitCode, byte[] Output, string Error)> StartAsync(string script, string[] arguments, string directory) =>
        Tool.RunAsync("bash", ["-euo", "pipefail", "-c", script, "bash", .. arguments], directory, input: []);
}
