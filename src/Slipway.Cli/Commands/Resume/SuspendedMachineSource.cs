using Slipway.Cli.Commands.Run;
using Slipway.Host;
using Slipway.Host.Machines;
using Slipway.Host.Suspension;
using Slipway.Images;
using Slipway.Images.Store;
using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Choice;
using Slipway.Vmm.Firecracker;

namespace Slipway.Cli.Commands.Resume;

/// <summary>The machine of <c>slipway resume</c>.</summary>
internal sealed class SuspendedMachineSource(CommandContext context, string directory, ResumeConfig config, bool isJailed, DataDirectory data) : IMachineSource
{
    private SuspendedMachine? _suspended;

    public MachineProgram Program => _suspended?.Program ?? throw new InvalidOperationException("the machine has not been started");

    public async Task<RunningMachine> StartAsync(RunStopwatch watch, Action<string> tell, CancellationToken cancellationToken)
    {
        var suspended = _suspended = SuspendedMachine.Open(directory);
        if (config.SuspendDirectory is { } next)
            SuspendedMachine.Prepare(next);
        var image = await new ImageStore(data.Root, context.Time, suspended.LayerFormat).TryLeaseAsync(suspended.ImageName, suspended.ImageDigest, suspended.ImagePlatform, cancellationToken);
        if (image is null && suspended.NeedsImage)
            throw new ImageException(ImageErrorCode.NotFound, $"the machine runs on {suspended.ImageName} ({suspended.ImageDigest}), which is not here any more; pull it first.");
        try
        {
            watch.Acquired(TimeSpan.Zero);
            var decision = await DecideAsync(suspended, cancellationToken);
            watch.Prepared();
            var jail = MachineVmm.Confine(isJailed, decision, context);
            var machine = await new MachineLauncher(MachineVmm.Of(decision, jail, data, context.Time), data, context.Time).ResumeAsync(suspended, config, image, cancellationToken);
            return new RunningMachine(machine, image, decision.Kind, jail);
        }
        catch
        {
            image?.Dispose();
            throw;
        }
    }

    private Task<VmmDecision> DecideAsync(SuspendedMachine suspended, CancellationToken cancellationToken) => VmmChoice.DecideAsync(
        suspended.Vmm,
        context.Variable(FirecrackerProgram.Variable),
        new AccelerationDecision(suspended.Accelerator, "so it was suspended"),
        network: null,
        context.Time,
        cancellationToken);
}
