using Slipway.Host.Machines;
using Slipway.Images;

namespace Slipway.Cli.Commands.Run;

/// <summary>A machine and the image it runs on. Disposing ends both.</summary>
internal sealed class RunningMachine(Machine machine, ImageLease image) : IAsyncDisposable
{
    public Machine Machine { get; } = machine;

    public ImageLease Image { get; } = image;

    public async ValueTask DisposeAsync()
    {
        await Machine.DisposeAsync();
        Image.Dispose();
    }
}
