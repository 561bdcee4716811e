using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Slipway.Daemon.Tests.Clients;

/// <summary>An engine that a client needs in the background. Disposal asks it to stop, so that it ends its own children.</summary>
internal sealed class EngineProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly TailReader _log;

    private EngineProcess(Process process) => (_process, _log) = (process, new TailReader(process.StandardError));

    /// <summary>Starts one and waits for the line that says it is up; skips the test where it is not installed or cannot run.</summary>
    public static async Task<EngineProcess> StartAsync(string program, Regex up, params string[] arguments)
    {
        Tool.Require(program);
        Assert.SkipUnless(Environment.IsPrivilegedProcess, $"{program} runs as root only");
        var engine = new EngineProcess(Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!);
        var ended = engine._process.WaitForExitAsync(TestContext.Current.CancellationToken);
        if (await Task.WhenAny(ended, engine._log.WaitForAsync(up, s_limit)) != ended)
            return engine;
        var said = engine._log.Text;
        engine._process.Dispose();
        Assert.Skip($"{program} does not start here: {said}");
        throw new UnreachableException();
    }

    public async ValueTask DisposeAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync(CancellationToken.None);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }
}
