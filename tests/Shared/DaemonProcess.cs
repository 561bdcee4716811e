using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Slipway.Testing;

/// <summary>
/// Our own <c>slipwayd</c>, as built beside the test program, started as its users start it, on ports of 127.0.0.1 that the kernel chose. Disposal kills it;
/// its data directory is the caller's.
/// </summary>
internal sealed partial class DaemonProcess : IDisposable
{
    /// <summary>It starts in a second; in an emulated host in more than a minute.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly TailReader _log;

    private DaemonProcess(Process process)
    {
        _process = process;
        _log = new TailReader(process.StandardError);
    }

    /// <summary>Where clients connect.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Where health and metrics are.</summary>
    public Uri Admin { get; private set; } = null!;

    /// <summary>All that it has said so far.</summary>
    public string Log => _log.Text;

    // artifacts/bin/PROJECT/CONFIGURATION/: ours and the daemon's differ in the project alone.
    private static string Program => Path.Combine(
        AppContext.BaseDirectory, "../../Slipway.Daemon", new DirectoryInfo(AppContext.BaseDirectory).Name, "slipwayd");

    /// <summary>Why it cannot be started here, or null.</summary>
    public static string? Missing() => File.Exists(Program) ? null : $"{Program} is not built";

    /// <summary>Starts one that keeps its data in a directory, with further options, and waits until it listens. Options given here may replace the addresses.</summary>
    public static Task<DaemonProcess> StartAsync(string dataDirectory, params string[] options) => StartAsync(dataDirectory, new Dictionary<string, string>(), options);

    /// <summary>The same with variables added to the environment.</summary>
    public static async Task<DaemonProcess> StartAsync(string dataDirectory, IReadOnlyDictionary<string, string> environment, params string[] options)
    {
        Assert.SkipWhen(Missing() is not null, Missing() ?? "");
        string[] listen = options.Contains("--listen") ? [] : ["--listen", "http://127.0.0.1:0"];
        var daemon = new DaemonProcess(Start(["--data-dir", dataDirectory, "--admin-listen", "http://127.0.0.1:0", .. listen, .. options], environment));
        try
        {
            daemon.Admin = new Uri((await daemon.WaitForLogAsync(AdminLine())).Groups[1].Value);
            daemon.Address = new Uri(ListenLine().Match(daemon.Log).Groups[1].Value);
            return daemon;
        }
        catch
        {
            daemon.Dispose();
            throw;
        }
    }

    /// <summary>Runs one that is expected to end by itself.</summary>
    public static Task<(int ExitCode, string Output)> RunAsync(params string[] options)
    {
        Assert.SkipWhen(Missing() is not null, Missing() ?? "");
        return Tool.RunAsync(Program, options);
    }

    /// <summary>Waits until it has said something.</summary>
    public Task<Match> WaitForLogAsync(Regex pattern) => _log.WaitForAsync(pattern, s_limit);

    /// <summary>Asks it to stop, as a supervisor does.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits for its end; the exit code.</summary>
    public async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(s_limit, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Stops it in good order.</summary>
    public async Task StopAsync()
    {
        await TerminateAsync();
        var exitCode = await WaitAsync();
        Assert.True(exitCode == 0, $"slipwayd ended with {exitCode}: {Log}");
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static Process Start(string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(Program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        return process;
    }

    [GeneratedRegex(@"^listening on (https?://\S+)", RegexOptions.Multiline)]
    private static partial Regex ListenLine();

    [GeneratedRegex(@"^health and metrics on (https?://\S+)\r?\n", RegexOptions.Multiline)]
    private static partial Regex AdminLine();
}
