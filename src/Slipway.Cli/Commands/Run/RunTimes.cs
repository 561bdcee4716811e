using Slipway.Host.Machines;

namespace Slipway.Cli.Commands.Run;

/// <summary>Where the time of one run went; parts that did not happen are zero.</summary>
internal sealed record RunTimes
{
    /// <summary>Finding the image and downloading what is missing of it.</summary>
    public TimeSpan Pull { get; init; }

    /// <summary>What converting took beyond the download.</summary>
    public TimeSpan Convert { get; init; }

    /// <summary>Kernel, initrd and accelerator, as far as the image was not waited for anyway.</summary>
    public TimeSpan Prepare { get; init; }

    public MachineTimes? Machine { get; init; }

    /// <summary>From the program's start to its first output; null when it said nothing.</summary>
    public TimeSpan? FirstOutput { get; init; }

    /// <summary>From the program's start to its end.</summary>
    public TimeSpan Program { get; init; }

    /// <summary>From the program's end to the last of its output, and the machine's end.</summary>
    public TimeSpan Exit { get; init; }

    public TimeSpan Total { get; init; }

    /// <summary>The parts by name, in the order in which they happened.</summary>
    public IEnumerable<(string Name, TimeSpan Time)> Parts()
    {
        yield return ("pull", Pull);
        yield return ("convert", Convert);
        yield return ("prepare", Prepare);
        if (Machine is { } machine)
        {
            if (machine.Network is { } network)
                yield return ("network", network);
            if (machine.Template is { } template)
                yield return ("template", template);
            yield return ("snapshot", machine.Disks);
            yield return ("vmm start", machine.Vmm);
            yield return ("kernel", machine.Kernel);
            yield return ("init", machine.Init);
        }

        if (FirstOutput is { } first)
            yield return ("first output", first);
        yield return ("program", Program);
        yield return ("exit", Exit);
        yield return ("total", Total);
    }
}
