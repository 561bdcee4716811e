using Slipway.Host.Machines;
using Slipway.Images;
using Slipway.Vmm.Choice;
using Slipway.Vmm.Jails;

namespace Slipway.Cli.Commands.Run;

/// <summary>A machine, the image it runs on, if it still needs one, what runs it, and what confines that. Disposing ends the first two.</summary>
internal sealed class RunningMachine(Machine machine, ImageLease? image, VmmKind vmm, JailDecision jail) : IAsyncDisposable
{
    public Machine Machine { get; } = machine;

    public ImageLease? Image { get; } = image;

    public VmmKind Vmm { get; } = vmm;

    public JailKind Jail { get; } = jail.Kind;

    /// <summary>What whoever runs it should know; sentences for people.</summary>
    public IEnumerable<string> Notices => [.. jail.Missing, .. Machine.Notices];

    public async ValueTask DisposeAsync()
    {
        await Machine.DisposeAsync();
        Image?.Dispose();
    }
}
