using Slipway.Host.Machines;
using Slipway.Images;
using Slipway.Vmm.Choice;

namespace Slipway.Cli.Commands.Run;

/// <summary>A machine, the image it runs on, and what runs it. Disposing ends the first two.</summary>
internal sealed class RunningMachine(Machine machine, ImageLease image, VmmKind vmm) : IAsyncDisposable
{
    public Machine Machine { get; } = machine;

    public ImageLease Image { get; } = image;

    public VmmKind Vmm { get; } = vmm;

    public async ValueTask DisposeAsync()
    {
        await Machine.DisposeAsync();
        Image.Dispose();
    }
}
