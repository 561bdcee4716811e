using System.Diagnostics;

namespace Slipway.Images.Tests.Store;

/// <summary>Runs a program of the system as a judge; a missing one skips the test and says which.</summary>
internal static class StoreTool
{
    private static readonly string[] s_folders = ["/usr/sbin", "/sbin", "/usr/bin", "/bin"];

    public static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        var file = s_folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(file is null, $"{program} is not installed");
        using var process = Process.Start(new ProcessStartInfo(file!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync(TestStore.Token);
        var output = await process.StandardOutput.ReadToEndAsync(TestStore.Token);
        output += await errors;
        await process.WaitForExitAsync(TestStore.Token);
        return (process.ExitCode, output);
    }

    public static async Task AssertCleanExt4Async(string image)
    {
        var (exitCode, output) = await RunAsync("e2fsck", "-fn", image);
        Assert.True(exitCode == 0, $"e2fsck -fn {image}: exit code {exitCode}\n{output}");
    }
}
