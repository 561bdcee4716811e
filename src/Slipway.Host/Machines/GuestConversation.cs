using System.Security.Cryptography;
using Slipway.Contracts.GuestLink;
using Slipway.Contracts.Run;
using Slipway.Vmm.GuestLink;
using Slipway.Vmm.Machines;

namespace Slipway.Host.Machines;

/// <summary>The first words with a guest's init, each within a time.</summary>
internal sealed class GuestConversation(TimeProvider time)
{
    private const string Software = "slipway";
    private const int EntropyBytes = 64;

    /// <summary>Waits for init's answer, for the machine's end, or for the time to be up, whichever comes first. The caller disposes.</summary>
    /// <exception cref="MachineException">The guest panicked, crashed or did not answer.</exception>
    public async Task<GuestLinkClient> BeginAsync(IVirtualMachine vm, TimeSpan limit, CancellationToken cancellationToken) =>
        (await TryBeginAsync(vm, limit, Timeout.InfiniteTimeSpan, cancellationToken))!;

    /// <summary>The same with a guest that boots and may hang; null when it was silent for as long as <paramref name="silence"/>, never with an infinite one.</summary>
    /// <exception cref="MachineException">As before.</exception>
    public async Task<GuestLinkClient?> TryBeginAsync(IVirtualMachine vm, TimeSpan limit, TimeSpan silence, CancellationToken cancellationToken)
    {
        await using var watchdog = new BootWatchdog(vm.Console, silence, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, watchdog.Silent);
        var hello = new LinkHello(LinkLimits.ProtocolVersion, BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))), Software);
        GuestLinkClient? link = null;
        try
        {
            await WithinAsync(vm, limit, async within => link = await GuestLinkClient.ConnectAsync(vm.Link, hello, resynchronise: false, within), stop.Token);
            return link;
        }
        catch (OperationCanceledException) when (watchdog.Silent.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Gives a guest that waits for it its run config, the time and randomness of its own.</summary>
    /// <exception cref="MachineException">It did not answer.</exception>
    /// <exception cref="GuestException">It refused.</exception>
    /// <exception cref="FormatException">The config is too long to be sent.</exception>
    public Task ConfigureAsync(IVirtualMachine vm, GuestLinkClient link, RunConfig config, TimeSpan limit, CancellationToken cancellationToken) =>
        WithinAsync(vm, limit, stop => link.ConfigureAsync(config, Fresh(), stop), cancellationToken);

    /// <summary>Makes a guest that was suspended a machine of its own and lets its program go on.</summary>
    /// <exception cref="MachineException">It did not answer.</exception>
    /// <exception cref="GuestException">It refused.</exception>
    public Task RenewAsync(IVirtualMachine vm, GuestLinkClient link, RenewRequest identity, TimeSpan limit, CancellationToken cancellationToken) =>
        WithinAsync(vm, limit, stop => link.RenewAsync(identity, stop), cancellationToken);

    /// <summary>Lets a guest that boots without a run config do what it can ahead; false when it was silent, as with <see cref="TryBeginAsync"/>.</summary>
    /// <exception cref="MachineException">It did not answer, or does not wait for a run config.</exception>
    /// <exception cref="GuestException">It refused.</exception>
    public async Task<bool> TryPrepareAsync(IVirtualMachine vm, PrepareRequest request, TimeSpan limit, TimeSpan silence, CancellationToken cancellationToken)
    {
        await using var link = await TryBeginAsync(vm, limit, silence, cancellationToken);
        if (link is null)
            return false;
        var state = GuestState.Booting;
        await WithinAsync(vm, limit, async stop => state = (await link.StatusAsync(stop)).State, cancellationToken);
        if (state != GuestState.AwaitingConfig)
            throw new MachineException($"the guest should wait for its run config and is {state}");
        await WithinAsync(vm, limit, stop => link.PrepareAsync(request, stop), cancellationToken);
        return true;
    }

    /// <summary>The time and randomness for one guest.</summary>
    public Freshness Fresh() => new()
    {
        Entropy = RandomNumberGenerator.GetBytes(EntropyBytes),
        UnixMicroseconds = (long)(time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMicroseconds,
    };

    private async Task WithinAsync(IVirtualMachine vm, TimeSpan limit, Func<CancellationToken, Task> ask, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            await ask(stop.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new MachineException($"the guest did not answer within {limit.TotalSeconds:0.#} s; its kernel or init hangs");
        }
        catch (GuestLinkException e)
        {
            throw new MachineException(MachineEnd.Describe(await vm.Exited.WaitAsync(cancellationToken), vm.Console), e);
        }
    }
}
