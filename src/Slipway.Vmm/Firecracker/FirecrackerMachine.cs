using Slipway.Contracts.GuestLink;
using Slipway.Linux.Sockets;
using Slipway.Vmm.Consoles;
using Slipway.Vmm.Firecracker.Api;
using Slipway.Vmm.GuestLink;
using Slipway.Vmm.Machines;
using Slipway.Vmm.Snapshots;

namespace Slipway.Vmm.Firecracker;

/// <summary>One started machine of Firecracker's: its process, its API, and its link, which comes when the guest has knocked.</summary>
internal sealed partial class FirecrackerMachine : IVirtualMachine
{
    private readonly FirecrackerProcess _process;
    private readonly FirecrackerClient _client;
    private readonly IFirecrackerPlace _place;
    private readonly KeptSocket _api;
    private readonly FirecrackerPlan _plan;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task<Stream> _link;

    /// <summary>Takes over everything it is given; the guest runs.</summary>
    /// <param name="knock">Null: the guest listens already.</param>
    private FirecrackerMachine(FirecrackerProcess process, FirecrackerClient client, IFirecrackerPlace place, KeptSocket api, FirecrackerPlan plan, KnockListener? knock)
    {
        (_process, _client, _place, _api, _plan) = (process, client, place, api, plan);
        _link = OpenLinkAsync(knock);
        Link = new PendingLink(_link);
        Exited = WatchAsync();
    }

    public Stream Link { get; }

    public ConsoleLog Console => _process.Console;

    public int ProcessId => _process.Id;

    public Task<VmExit> Exited { get; }

    /// <summary>Configures a Firecracker that was just started, and starts its guest.</summary>
    /// <param name="process">Becomes the machine's, when this succeeds, like <paramref name="place"/> and <paramref name="plan"/>.</param>
    /// <exception cref="VmmException">It is not a Firecracker, too old, or refuses.</exception>
    /// <exception cref="SnapshotException">Another release saved the machine.</exception>
    public static async Task<FirecrackerMachine> SetUpAsync(
        FirecrackerProcess process, IFirecrackerPlace place, FirecrackerPlan plan, TimeProvider time, CancellationToken cancellationToken)
    {
        var api = await ApiReadiness.WaitAsync(place.AddressOf(FirecrackerSockets.Api), process, time, cancellationToken);
        KnockListener? knock = null;
        FirecrackerClient? client = null;
        try
        {
            client = await FirecrackerClient.ConnectAsync(api.ConnectAsync, cancellationToken);
            plan.RequireVersion(client.Version);
            knock = plan.From is null ? KnockListener.Listen(place, FirecrackerSockets.Vsock) : null;
            foreach (var call in plan.Calls)
                await client.SendAsync(call, cancellationToken);
            return new FirecrackerMachine(process, client, place, api, plan, knock);
        }
        catch
        {
            knock?.Dispose();
            client?.Dispose();
            api.Dispose();
            throw;
        }
    }

    public async Task QuitAsync(CancellationToken cancellationToken)
    {
        _process.Kill(new VmExit.Quit());
        await Exited.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(new VmExit.Killed());
        await Exited;
        await Link.DisposeAsync();
        await _process.DisposeAsync();
        _client.Dispose();
        _api.Dispose();
        _place.Dispose();
        _plan.Dispose();
        _ended.Dispose();
    }

    /// <summary>Waits for the knock, if one is to come, joins the guest, and gives up the directory: from then on nothing of the machine has a name.</summary>
    private async Task<Stream> OpenLinkAsync(KnockListener? knock)
    {
        try
        {
            using (knock)
                await (knock?.WaitAsync(_ended.Token) ?? Task.CompletedTask);
            using var vsock = KeptSocket.TryOpen(_place.AddressOf(FirecrackerSockets.Vsock)) ?? throw new GuestLinkException("Firecracker removed its vsock socket");
            var connection = await vsock.ConnectAsync(_ended.Token);
            try
            {
                await VsockHandshake.JoinAsync(connection, LinkLimits.VsockPort, _ended.Token);
                _place.Remove();
                return connection;
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or System.Net.Sockets.SocketException)
        {
            throw new GuestLinkException("the machine ended before its guest opened the link", e);
        }
    }

    private async Task<VmExit> WatchAsync()
    {
        var exit = await _process.Exited;
        await _ended.CancelAsync();
        await ((Task)_link).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _place.Dispose();
        return exit;
    }
}
