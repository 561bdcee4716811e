using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Slipway.Registry.Conformance.Targets;

/// <summary>A server's process that says on standard error where it listens; killed by disposal.</summary>
internal sealed class ListeningProcess : IDisposable
{
    private readonly Process _process;
    private readonly List<string> _said = [];

    private ListeningProcess(Process process) => _process = process;

    /// <summary>What the pattern of <see cref="StartAsync"/> found.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Where a program of the system lies, or null.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>Starts a program and reads its standard error until the first group of <paramref name="listening"/> is in a line.</summary>
    public static async Task<ListeningProcess> StartAsync(string program, string[] arguments, Regex listening)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        var server = new ListeningProcess(Process.Start(start)!);
        try
        {
            _ = server._process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            await server.ListenAsync(listening);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task ListenAsync(Regex listening)
    {
        while (await _process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            _said.Add(line);
            if (listening.Match(line) is not { Success: true } match)
                continue;
            Address = match.Groups[1].Value;
            _ = _process.StandardError.BaseStream.CopyToAsync(Stream.Null); // or its log fills the pipe
            return;
        }

        throw new InvalidOperationException($"{_process.StartInfo.FileName} ended before it listened:\n{string.Join('\n', _said)}");
    }
}
