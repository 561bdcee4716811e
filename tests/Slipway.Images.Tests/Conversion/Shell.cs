using System.Diagnostics;

namespace Slipway.Images.Tests.Conversion;

/// <summary>Runs the tools that serve as judges.</summary>
internal static class Shell
{
    private const string SystemPath = "/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin";

    /// <summary>Skips the running test when a tool is missing or, for those that mount or chown, when it does not run as root.</summary>
    public static void Require(bool root, params string[] tools)
    {
        Assert.SkipWhen(root && Environment.UserName != "root", "needs root: it mounts images and unpacks with owners");
        foreach (string tool in tools)
            Assert.SkipUnless(SystemPath.Split(':').Any(d => File.Exists(Path.Combine(d, tool))), $"{tool} is not installed");
    }

    /// <summary>Runs a bash script with its arguments as $1…; its failure fails the test with what it said.</summary>
    public static async Task<string> RunAsync(string script, params string[] arguments)
    {
        (int exitCode, string output, string error) = await TryRunAsync(script, arguments);
        Assert.True(exitCode == 0, $"{script} {string.Join(' ', arguments)}\nexit {exitCode}: {error}{output}");
        return output;
    }

    public static async Task<(int ExitCode, string Output, string Error)> TryRunAsync(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script, "bash", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.Latin1,
        };
        start.Environment["PATH"] = SystemPath;
        start.Environment["LC_ALL"] = "C";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await errors);
    }
}
