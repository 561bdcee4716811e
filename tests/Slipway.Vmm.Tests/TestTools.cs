using System.Diagnostics;

namespace Slipway.Vmm.Tests;

/// <summary>Runs the real tools that serve as oracles; a test whose tool is missing is skipped and says so.</summary>
internal static class TestTools
{
    public static void Require(string program)
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        if (!path.Split(':').Any(directory => File.Exists(Path.Combine(directory, program))))
            Assert.Skip($"{program} is not installed");
    }

    public static async Task<byte[]> FilterAsync(string program, string[] arguments, byte[] input)
    {
        Require(program);
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var feeding = FeedAsync(process, input);
        using var output = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(output);
        await feeding;
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return output.ToArray();
    }

    private static async Task FeedAsync(Process process, byte[] input)
    {
        await process.StandardInput.BaseStream.WriteAsync(input);
        process.StandardInput.Close();
    }
}
