using System.Diagnostics;

namespace Slipway.Machines.Tests.Running;

/// <summary>One run of the <c>slipway</c> program, as a user starts it. Disposing kills it; its machine must then die by itself.</summary>
internal sealed class SlipwayProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TestVmm.Limit(TimeSpan.FromMinutes(3));

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly TailReader _error;

    private SlipwayProcess(Process process, bool readOutput)
    {
        _process = process;
        _output = readOutput ? process.StandardOutput.ReadToEndAsync() : Task.FromResult("");
        _error = new TailReader(process.StandardError);
    }

    public int Id => _process.Id;

    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>Raw output; only of a process started with <see cref="Start"/> and <c>readOutput: false</c>.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    public static SlipwayProcess Start(IEnumerable<string> arguments, bool readOutput = true, params (string Name, string Value)[] environment) =>
        Launch(Checkout.Program, TestVmm.Complete(arguments), readOutput, environment);

    /// <summary>Starts it in a network namespace of its own, with a loopback device, so that what it makes is out of everybody's way. For root.</summary>
    public static SlipwayProcess StartInNetwork(params string[] arguments) =>
        Launch("unshare", ["--net", "--", "bash", "-euc", "ip link set lo up; exec \"$0\" \"$@\"", Checkout.Program, .. TestVmm.Complete(arguments)], readOutput: true, []);

    private static SlipwayProcess Launch(string program, IEnumerable<string> arguments, bool readOutput, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["SLIPWAY_DATA_DIR"] = Checkout.DataDirectory;
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new SlipwayProcess(Process.Start(start)!, readOutput);
    }

    /// <summary>Runs to the end with an empty standard input.</summary>
    public static async Task<SlipwayResult> RunAsync(params string[] arguments)
    {
        await using var process = Start(arguments);
        process.Input.Close();
        return await process.WaitAsync();
    }

    public async Task<SlipwayResult> WaitAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(s_limit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"slipway {string.Join(' ', _process.StartInfo.ArgumentList)} did not end within {s_limit}; it said: {_error.Text}");
        }

        return new SlipwayResult(_process.ExitCode, await _output, await _error.AllAsync());
    }

    /// <summary>Waits until standard error has said something.</summary>
    public Task WaitForErrorAsync(string text) => _error.WaitForAsync(text, s_limit);

    /// <summary>Sends a signal by kill(1).</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The processes whose command line names a VMM and whose parent chain began here; empty once they are gone.</summary>
    public IReadOnlyList<int> VmmProcesses()
    {
        var found = new List<int>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), out var pid) && IsVmmOf(directory, _process.Id))
                found.Add(pid);
        }

        return found;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static bool IsVmmOf(string directory, int parent)
    {
        try
        {
            var status = File.ReadAllText(Path.Combine(directory, "stat"));
            var fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
            var command = File.ReadAllText(Path.Combine(directory, "cmdline"));
            return fields[1] == $"{parent}" && (command.Contains("qemu-system", StringComparison.Ordinal) || command.Contains("firecracker", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return false; // It ended while it was looked at.
        }
    }
}
