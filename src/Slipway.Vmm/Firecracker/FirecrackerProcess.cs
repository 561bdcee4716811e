using System.Text;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Processes;
using Slipway.Linux.Sockets;
using Slipway.Vmm.Consoles;
using Slipway.Vmm.Machines;

namespace Slipway.Vmm.Firecracker;

/// <summary>One Firecracker process with its console, its words and its log. Disposing kills and reaps it.</summary>
internal sealed class FirecrackerProcess : IAsyncDisposable
{
    private const int ErrorTailBytes = 4096;

    private readonly OwnedChild _child;
    private readonly Stream _console;
    private readonly Stream _errors;
    private readonly FirecrackerLog _log;
    private readonly TailBuffer _said = new(ErrorTailBytes);
    private VmExit? _asked;

    private FirecrackerProcess(OwnedChild child, SocketPair console, SocketPair errors, FirecrackerLog log, SafeFileHandle? consoleFile)
    {
        (_child, _log) = (child, log);
        _console = console.TakeOurs();
        _errors = errors.TakeOurs();
        Console = new ConsoleLog(consoleFile);
        Exited = WatchAsync();
    }

    public int Id => _child.Id;

    public ConsoleLog Console { get; }

    /// <summary>Completes when the process has ended and all it said is read. Never fails.</summary>
    public Task<VmExit> Exited { get; }

    /// <summary>Starts a Firecracker that has nothing configured but its log.</summary>
    /// <param name="arguments">Beside those for socket and log.</param>
    /// <param name="files">What it finds from <see cref="FirecrackerDescriptors.FirstDrive"/> on.</param>
    /// <exception cref="Linux.LinuxException">No process could be made.</exception>
    public static async Task<FirecrackerProcess> StartAsync(IFirecrackerPlace place, FirecrackerPlan plan, IReadOnlyList<string> arguments, IReadOnlyList<SafeFileHandle> files)
    {
        var log = new FirecrackerLog();
        try
        {
            using var console = SocketPair.Create();
            using var errors = SocketPair.Create();
            IReadOnlyList<string> all = ["--api-sock", FirecrackerSockets.Api, "--log-path", FirecrackerDescriptors.PathOf(FirecrackerDescriptors.Log), "--level", "Error", .. arguments];
            var child = await OwnedChild.StartAsync(place.Describe(plan, all, [log.File, .. files]) with
            {
                StandardOutput = console.Theirs,
                StandardError = errors.Theirs,
                NetworkNamespace = (plan.Config.Network as TapNetworkConfig)?.Namespace,
            });
            return new FirecrackerProcess(child, console, errors, log, plan.Config.ConsoleFile);
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    /// <summary>Kills it. A guest's finished writes are the host kernel's by then: nothing of them is lost.</summary>
    /// <param name="reason">What its exit is then; the first counts.</param>
    public void Kill(VmExit reason)
    {
        Interlocked.CompareExchange(ref _asked, reason, null);
        _child.Kill();
    }

    /// <summary>The last it said.</summary>
    public string LastWords() => $"{Encoding.UTF8.GetString(_said.ToArray())}\n{_log.Tail()}".Trim();

    public async ValueTask DisposeAsync()
    {
        Kill(new VmExit.Killed());
        await Exited;
        await _child.DisposeAsync();
        await _console.DisposeAsync();
        await _errors.DisposeAsync();
        _log.Dispose();
    }

    private async Task<VmExit> WatchAsync()
    {
        var channels = Task.WhenAll(Console.PumpAsync(_console), _said.FillAsync(_errors));
        try
        {
            var exit = await _child.Exited;
            await channels;
            return FirecrackerExit.Explain(exit, Console.Tail(), LastWords(), Volatile.Read(ref _asked));
        }
        catch (Linux.LinuxException e)
        {
            return new VmExit.Failed($"Firecracker ended and its exit is unknown: {e.Message}");
        }
    }
}
