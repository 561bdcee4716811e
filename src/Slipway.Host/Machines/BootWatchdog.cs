using Slipway.Vmm.Consoles;

namespace Slipway.Host.Machines;

/// <summary>
/// Notices a guest that makes no progress: one that prints nothing and has not answered. A kernel that hangs does so in its first milliseconds
/// (when it calibrates its clock, on a busy host under emulation) and for ever, so the cure is another start. Disposed once the guest has answered.
/// </summary>
internal sealed class BootWatchdog : IAsyncDisposable
{
    /// <summary>Of the time that a guest may take to answer: a boot that is only slow must not be taken for one that hangs (docs/kernel.md).</summary>
    private const int Part = 4;

    private readonly ConsoleLog _console;
    private readonly CancellationTokenSource _silent = new();
    private readonly ITimer _timer;
    private long _printed;

    /// <param name="console">Of the guest, which has just been started.</param>
    /// <param name="limit">The longest silence; infinite: nothing is watched.</param>
    /// <param name="time">The clock.</param>
    public BootWatchdog(ConsoleLog console, TimeSpan limit, TimeProvider time)
    {
        _console = console;
        _timer = time.CreateTimer(_ => Look(), null, limit, limit);
    }

    /// <summary>Is cancelled when the guest was silent for as long as the limit, at the latest after twice that.</summary>
    public CancellationToken Silent => _silent.Token;

    /// <summary>The longest silence of a guest that makes progress.</summary>
    public static TimeSpan LimitOf(TimeSpan bootTimeout) => bootTimeout / Part;

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        _silent.Dispose();
    }

    private void Look()
    {
        var printed = _console.TotalBytes;
        if (printed == _printed)
            _silent.Cancel();
        _printed = printed;
    }
}
