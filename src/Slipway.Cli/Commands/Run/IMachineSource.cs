using Slipway.Host.Machines;

namespace Slipway.Cli.Commands.Run;

/// <summary>Where the machine of a <see cref="RunSession"/> comes from: an image, or a directory in which one was suspended.</summary>
internal interface IMachineSource
{
    /// <summary>How the program is connected with this process.</summary>
    MachineProgram Program { get; }

    /// <summary>Starts the machine; disposed by the caller.</summary>
    /// <param name="tell">Says something to the user.</param>
    Task<RunningMachine> StartAsync(RunStopwatch watch, Action<string> tell, CancellationToken cancellationToken);
}
