using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Slipway.Bench.Registry;

/// <summary>A server under load, killed by disposal. What it says on standard error is read, and told if it ends too early.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private ServerProcess(Process process) => _process = process;

    /// <summary>Peak resident memory so far, in bytes (proc(5), VmHWM).</summary>
    public long PeakResidentBytes => ReadKib("VmHWM:") << 10;

    /// <summary>A port that nobody listens on at the moment.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts a program and waits until it takes connections on <paramref name="port"/>.</summary>
    public static async Task<ServerProcess> StartAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, int port, CancellationToken cancellationToken)
    {
        var info = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            info.Environment[name] = value;
        var server = new ServerProcess(Process.Start(info) ?? throw new InvalidOperationException($"{program} could not be started."));
        try
        {
            _ = server._process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
            var said = server._process.StandardError.ReadToEndAsync(cancellationToken);
            await server.WaitForPortAsync(port, said, cancellationToken);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Forgets the peak, so that the next reading is of what comes from now on (proc(5), clear_refs 5).</summary>
    public void ResetPeak() => File.WriteAllText($"/proc/{_process.Id}/clear_refs", "5");

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task WaitForPortAsync(int port, Task<string> said, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (Stopwatch.GetElapsedTime(started) < s_startLimit)
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"{_process.StartInfo.FileName} ended with {_process.ExitCode} before it listened: {await said}");
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                return;
            }
            catch (SocketException)
            {
                await pause.WaitForNextTickAsync(cancellationToken);
            }
        }

        throw new TimeoutException($"{_process.StartInfo.FileName} did not listen on port {port} within {s_startLimit.TotalSeconds} s.");
    }

    private long ReadKib(string field)
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line[field.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
