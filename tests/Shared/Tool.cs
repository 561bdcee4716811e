using System.Diagnostics;
using System.Text;

namespace Slipway.Testing;

/// <summary>Runs other people's programs, the judges of ours. One that is not installed skips the test and says which.</summary>
internal static class Tool
{
    // Administrators' tools, such as e2fsck, are on no user's path.
    private static string SearchPath => "/usr/local/sbin:/usr/sbin:/sbin:" + Environment.GetEnvironmentVariable("PATH");

    /// <summary>Skips the running test when a program is missing.</summary>
    public static void Require(params string[] programs)
    {
        foreach (var program in programs)
            Find(program);
    }

    /// <summary>Runs a program to its end, which may be any; the output is followed by what it said on standard error.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        var (exitCode, output, error) = await RunAsync(program, arguments, directory: "", input: []);
        return (exitCode, Encoding.UTF8.GetString(output) + error);
    }

    /// <summary>What a program makes of an input; its failure fails the test with what it said.</summary>
    public static async Task<byte[]> FilterAsync(string program, string[] arguments, byte[] input)
    {
        var (exitCode, output, error) = await RunAsync(program, arguments, directory: "", input);
        Assert.True(exitCode == 0, $"{program} {string.Join(' ', arguments)}\nexit {exitCode}: {error}");
        return output;
    }

    /// <summary>Runs a program in a directory, or with "" in the caller's.</summary>
    internal static async Task<(int ExitCode, byte[] Output, string Error)> RunAsync(string program, string[] arguments, string directory, byte[] input)
    {
        var token = TestContext.Current.CancellationToken;
        using var process = Process.Start(Describe(program, arguments, directory))!;
        var errors = process.StandardError.ReadToEndAsync(token);
        var feeding = FeedAsync(process, input, token);
        using var output = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(output, token);
        await feeding;
        await process.WaitForExitAsync(token);
        return (process.ExitCode, output.ToArray(), await errors);
    }

    private static ProcessStartInfo Describe(string program, string[] arguments, string directory)
    {
        var start = new ProcessStartInfo(Find(program), arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["PATH"] = SearchPath;
        return start;
    }

    private static async Task FeedAsync(Process process, byte[] input, CancellationToken cancellationToken)
    {
        await process.StandardInput.BaseStream.WriteAsync(input, cancellationToken);
        process.StandardInput.Close();
    }

    private static string Find(string program)
    {
        var file = SearchPath.Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(file is null, $"{program} is not installed");
        return file!;
    }
}
