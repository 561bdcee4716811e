using Slipway.Host.Machines;

namespace Slipway.Cli.Commands.Run;

/// <summary>Measures one run, part by part.</summary>
internal sealed class RunStopwatch(TimeProvider time)
{
    private readonly long _begun = time.GetTimestamp();
    private RunTimes _times = new();
    private long _mark;

    /// <summary>The image is here; <paramref name="converting"/> of the time went into converting it.</summary>
    public void Acquired(TimeSpan converting)
    {
        _times = _times with { Pull = time.GetElapsedTime(_begun) - converting, Convert = converting };
        _mark = time.GetTimestamp();
    }

    public void Prepared() => _times = _times with { Prepare = time.GetElapsedTime(_mark) };

    public void Started(MachineTimes? machine)
    {
        _times = _times with { Machine = machine };
        _mark = time.GetTimestamp();
    }

    public void Exited(long? firstOutput)
    {
        _times = _times with
        {
            Program = time.GetElapsedTime(_mark),
            FirstOutput = firstOutput is { } first ? TimeSpan.FromTicks(Math.Max(0, time.GetElapsedTime(_mark, first).Ticks)) : null,
        };
        _mark = time.GetTimestamp();
    }

    public RunTimes Stop() => _times with { Exit = _times.Machine is null ? TimeSpan.Zero : time.GetElapsedTime(_mark), Total = time.GetElapsedTime(_begun) };
}
