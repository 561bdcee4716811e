using System.Globalization;
using Slipway.Host;
using Slipway.Host.Boot;
using Slipway.Host.Machines;
using Slipway.Host.Networks;
using Slipway.Host.Suspension;
using Slipway.Images;
using Slipway.Images.Snapshots;
using Slipway.Images.Store;
using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Choice;
using Slipway.Vmm.Firecracker;
using Slipway.Vmm.Machines;

namespace Slipway.Cli.Commands.Run;

/// <summary>The machine of <c>slipway run</c>: brings image and kernel here, chooses a VMM, and starts one.</summary>
internal sealed class ImageMachineSource(CommandContext context, RunRequest request, DataDirectory data) : IMachineSource
{
    public MachineProgram Program => request.Machine.Program;

    public async Task<RunningMachine> StartAsync(RunStopwatch watch, Action<string> tell, CancellationToken cancellationToken)
    {
        if (request.Machine.SuspendDirectory is { } directory)
            SuspendedMachine.Prepare(directory);
        var images = new ImageStore(data.Root, context.Time, LayerFormats.Choose(request.LayerFormat, context.Variable));
        await using var waiting = PullDisplay.OfUnpacking(context, request.Image, isSilent: request.Session.IsJson);
        await using var snapshotter = await SnapshotterChoice.DecideAsync(
            Snapshotters.Of(images, context.Variable, waiting, context.Time), request.Snapshotter, request.Machine.SuspendDirectory ?? data.Root, cancellationToken);
        var boot = new GuestBoot(data, GuestInit.Program).PrepareAsync(request.Kernel, package => tell($"fetching the guest's kernel: package {package}"), cancellationToken);
        var choosing = ChooseAsync(cancellationToken);
        var image = await AcquireAsync(images, watch, cancellationToken);
        try
        {
            var (accelerator, vmm) = await choosing;
            if (accelerator.Accelerator == Accelerator.Tcg && request.Accelerator is null)
                tell($"software emulation: {accelerator.Reason}");
            var files = await boot;
            watch.Prepared();
            var jail = MachineVmm.Confine(request.IsJailed, vmm, context);
            var launcher = new MachineLauncher(MachineVmm.Of(vmm, jail, data, context.Time), data, context.Time);
            var machine = await launcher.LaunchAsync(MachineOf(accelerator.Accelerator, vmm.Kind), image, snapshotter, files, silence => tell(RetryOf(silence)), cancellationToken);
            _ = ImageAccess.SyncBehindAsync(images, tell);
            return new RunningMachine(machine, image, vmm.Kind, jail);
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    private async Task<(AccelerationDecision Accelerator, VmmDecision Vmm)> ChooseAsync(CancellationToken cancellationToken)
    {
        var accelerator = await AccelerationCheck.DecideAsync(request.Accelerator, context.Time, cancellationToken);
        var configured = context.Variable(FirecrackerProgram.Variable);
        return (accelerator, await VmmChoice.DecideAsync(request.Vmm, configured, accelerator, UserNetwork, context.Time, cancellationToken));
    }

    /// <summary>The network inside the VMM that only QEMU has, where the machine is to have that or can have no other; else null.</summary>
    private UserNetworkConfig? UserNetwork => request.Machine.Network switch
    {
        { Kind: NetworkKind.User } => new UserNetworkConfig(),
        { Kind: null } when !Environment.IsPrivilegedProcess => new UserNetworkConfig(),
        _ => null,
    };

    private MachineConfig MachineOf(Accelerator accelerator, VmmKind vmm)
    {
        var network = request.Machine.Network;
        return request.Machine with
        {
            Accelerator = accelerator,
            Network = network is null ? null : network with { Kind = network.Kind ?? (vmm == VmmKind.Firecracker ? NetworkKind.Tap : NetworkKind.User) },
        };
    }

    private async Task<ImageLease> AcquireAsync(ImageStore images, RunStopwatch watch, CancellationToken cancellationToken)
    {
        await using var display = PullDisplay.Create(context, request.Image, isSilent: request.Session.IsJson);
        try
        {
            return await ImageAccess.AcquireAsync(images, context.Time, request.Image, request.Platform, request.Pull, display, cancellationToken);
        }
        finally
        {
            watch.Acquired(display.ConvertingTook);
        }
    }

    private static string RetryOf(TimeSpan silence) =>
        string.Create(CultureInfo.InvariantCulture, $"the guest printed and answered nothing for {silence.TotalSeconds:0.#} s: its boot hangs; starting it once more");
}
