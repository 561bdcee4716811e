using System.ComponentModel;
using System.Diagnostics;

namespace Slipway.Ext4.Tests.Oracles;

/// <summary>Runs a program of the system; a missing one skips the test and says which.</summary>
internal static class Tool
{
    public static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C";
        start.Environment["PATH"] = "/usr/sbin:/sbin:" + Environment.GetEnvironmentVariable("PATH");
        start.FileName = Find(program, start.Environment["PATH"]!);
        using var process = Process.Start(start) ?? throw new Win32Exception($"{program} did not start");
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        output += await error;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }

    private static string Find(string program, string path)
    {
        foreach (var folder in path.Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            if (File.Exists(Path.Combine(folder, program)))
                return Path.Combine(folder, program);
        }

        Assert.Skip($"{program} is not installed");
        return program;
    }
}
