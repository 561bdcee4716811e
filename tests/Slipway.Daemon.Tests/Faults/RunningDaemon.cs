using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Slipway.Daemon.Tests.Faults;

/// <summary>
/// A <c>slipwayd</c> in a process of its own, on a port the kernel chose, over a directory that may outlive it. Disposal kills it with SIGKILL, as
/// <see cref="Kill"/> does: it has nothing to lose by that.
/// </summary>
internal sealed partial class RunningDaemon : IDisposable
{
    private readonly Process _process;
    private readonly List<string?> _log = [];
    private TaskCompletionSource _grew = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunningDaemon(Process process) => _process = process;

    public Uri Base { get; private set; } = null!;

    /// <summary>Most memory the process ever had, from <c>/proc/PID/status</c>.</summary>
    public long PeakMemoryBytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
    }

    // artifacts/bin/PROJECT/CONFIGURATION/: ours and the daemon's differ in the project alone.
    private static string Program => Path.Combine(AppContext.BaseDirectory, "../../Slipway.Daemon", new DirectoryInfo(AppContext.BaseDirectory).Name, "slipwayd");

    /// <summary>Starts one over a directory and waits until it listens.</summary>
    public static async Task<RunningDaemon> StartAsync(string directory, params string[] options)
    {
        string[] arguments = ["--data-dir", directory, "--listen", "http://127.0.0.1:0", "--admin-listen", "off", .. options];
        var start = new ProcessStartInfo(Program, arguments) { RedirectStandardError = true };
        start.Environment["Logging__LogLevel__Default"] = "Information";
        start.Environment["Logging__LogLevel__Slipway.Daemon.Operations.RequestIds"] = "Warning";
        var daemon = new RunningDaemon(Process.Start(start)!);
        try
        {
            _ = daemon.ReadLogAsync();
            var line = await daemon.WaitForLogAsync(Listening(), after: 0);
            daemon.Base = new Uri(Listening().Match(line).Groups[1].Value);
            return daemon;
        }
        catch
        {
            daemon.Dispose();
            throw;
        }
    }

    /// <summary>Lines logged so far.</summary>
    public int LogLines
    {
        get
        {
            lock (_log)
                return _log.Count;
        }
    }

    /// <summary>The first line that matches among those after the first <paramref name="after"/>.</summary>
    public async Task<string> WaitForLogAsync(Regex pattern, int after)
    {
        while (true)
        {
            Task grew;
            lock (_log)
            {
                if (_log.Skip(after).FirstOrDefault(line => line is not null && pattern.IsMatch(line)) is { } found)
                    return found;
                if (_log is [.., null])
                    throw new InvalidOperationException($"slipwayd ended:\n{string.Join('\n', _log)}");
                grew = _grew.Task;
            }

            await grew.WaitAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>All that was logged, for failure messages.</summary>
    public string ReadLog()
    {
        lock (_log)
            return string.Join('\n', _log.TakeLast(50));
    }

    /// <summary>Ends it as a crash would, and waits until it is gone.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    /// <summary>The list ends with null once the process has.</summary>
    private async Task ReadLogAsync()
    {
        string? line;
        do
        {
            line = await _process.StandardError.ReadLineAsync(CancellationToken.None);
            lock (_log)
            {
                _log.Add(line);
                _grew.SetResult();
                _grew = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
        while (line is not null);
    }

    [GeneratedRegex(@"listening on (http://\S+)")]
    private static partial Regex Listening();
}
