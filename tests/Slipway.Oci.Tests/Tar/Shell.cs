using System.Diagnostics;

namespace Slipway.Oci.Tests.Tar;

/// <summary>Runs the tools that serve as oracles, in a directory of their own.</summary>
internal static class Shell
{
    /// <summary>Skips the running test when a tool is missing.</summary>
    public static void Require(params string[] tools)
    {
        foreach (string tool in tools)
        {
            bool found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(d => File.Exists(Path.Combine(d, tool)));
            Assert.SkipUnless(found, $"{tool} is not installed");
        }
    }

    /// <summary>Runs a bash script; its failure fails the test with what it said.</summary>
    public static async Task<byte[]> RunAsync(string directory, string script)
    {
        var start = new ProcessStartInfo("bash", ["-euc", script])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        using var output = new MemoryStream();
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardOutput.BaseStream.CopyToAsync(output, TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{script}\nexit {process.ExitCode}: {await errors}");
        return output.ToArray();
    }
}
