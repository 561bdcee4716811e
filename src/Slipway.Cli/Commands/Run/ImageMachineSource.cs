using Slipway.Host;
using Slipway.Host.Boot;
using Slipway.Host.Machines;
using Slipway.Host.Suspension;
using Slipway.Images;
using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Qemu;

namespace Slipway.Cli.Commands.Run;

/// <summary>The machine of <c>slipway run</c>: brings image and kernel here, and starts one.</summary>
internal sealed class ImageMachineSource(CommandContext context, RunRequest request, DataDirectory data) : IMachineSource
{
    public MachineProgram Program => request.Machine.Program;

    public async Task<RunningMachine> StartAsync(RunStopwatch watch, Action<string> tell, CancellationToken cancellationToken)
    {
        if (request.Machine.SuspendDirectory is { } directory)
            SuspendedMachine.Prepare(directory);
        var boot = new GuestBoot(data, GuestInit.Program).PrepareAsync(request.KernelFile, package => tell($"fetching the guest's kernel: package {package}"), cancellationToken);
        var acceleration = AccelerationCheck.DecideAsync(request.Accelerator, context.Time, cancellationToken);
        var image = await AcquireAsync(watch, cancellationToken);
        try
        {
            var accelerator = await acceleration;
            if (accelerator.Accelerator == Accelerator.Tcg && request.Accelerator is null)
                tell($"software emulation: {accelerator.Reason}");
            var files = await boot;
            watch.Prepared();
            var launcher = new MachineLauncher(new QemuVmm(), data, context.Time);
            return new RunningMachine(await launcher.LaunchAsync(request.Machine with { Accelerator = accelerator.Accelerator }, image, files, cancellationToken), image);
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    private async Task<ImageLease> AcquireAsync(RunStopwatch watch, CancellationToken cancellationToken)
    {
        await using var display = PullDisplay.Create(context, request.Image, isSilent: request.Session.IsJson);
        try
        {
            return await ImageAccess.AcquireAsync(data, context.Time, request.Image, request.Platform, request.Pull, display, cancellationToken);
        }
        finally
        {
            watch.Acquired(display.ConvertingTook);
        }
    }
}
