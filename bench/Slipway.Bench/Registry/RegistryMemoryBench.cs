using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Bench.Registry;

/// <summary>Peak resident memory of our registry and of docker-registry while one huge blob is streamed in and out again.</summary>
internal static class RegistryMemoryBench
{
    private const long BlobBytes = 10L << 30;
    private const int PieceBytes = 1 << 20;

    public static async Task RunAsync(string root, CancellationToken cancellationToken)
    {
        var directory = Path.Combine(root, "artifacts/bench/registry-memory");
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
        Directory.CreateDirectory(directory);
        var free = new DriveInfo(directory).AvailableFreeSpace;
        if (free < BlobBytes + (BlobBytes / 4))
            throw new IOException($"{directory} has {free >> 30} GiB left; the bench needs {(BlobBytes + (BlobBytes / 4)) >> 30} GiB.");

        var table = new StringBuilder("| registry | peak after start | during push | during pull | push | pull |\n| --- | --- | --- | --- | --- | --- |\n");
        using (var ours = await SlipwayRegistry.StartAsync(root, Path.Combine(directory, "slipwayd"), [], cancellationToken))
            table.Append(Measure(ours));
        Directory.Delete(directory, recursive: true);
        using (var theirs = await DebianRegistry.StartAsync(Path.Combine(directory, "docker-registry"), cancellationToken))
            table.Append(Measure(theirs));
        Directory.Delete(directory, recursive: true);
        await Report.KeepAsync(
            Path.Combine(root, "docs/benchmarks.md"), "registry-memory", $"{table}\nA blob of {BlobBytes >> 30} GiB, pushed by one streamed PATCH.\n", cancellationToken);
    }

    private static string Measure(RegistryTarget target)
    {
        var atStart = target.Server.PeakResidentBytes;
        var start = Stopwatch.GetTimestamp();
        var digest = Push(target);
        var (push, pushPeak) = (Stopwatch.GetElapsedTime(start), target.Server.PeakResidentBytes);
        target.Server.ResetPeak();
        start = Stopwatch.GetTimestamp();
        using var connection = new RawConnection(target.Port);
        connection.Send(target.Request("GET", $"/v2/{Content.Repository}/blobs/{digest}"));
        var length = connection.Receive(200);
        var (pull, pullPeak) = (Stopwatch.GetElapsedTime(start), target.Server.PeakResidentBytes);
        var line = length == BlobBytes
            ? $"| {target.Name} | {Mib(atStart)} | {Mib(pushPeak)} | {Mib(pullPeak)} | {Report.Show(push)} | {Report.Show(pull)} |\n"
            : throw new InvalidDataException($"{target.Name} gave {length} of {BlobBytes} bytes back.");
        Console.Error.Write(line);
        return line;
    }

    /// <summary>Streams a blob whose pieces differ, hashing them on the way; its digest.</summary>
    private static string Push(RegistryTarget target)
    {
        using var connection = new RawConnection(target.Port);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        connection.Send(target.Request("POST", $"/v2/{Content.Repository}/blobs/uploads/", "Content-Length: 0\r\n"));
        connection.Receive(202);
        connection.Send(target.Request("PATCH", connection.Location(), "Content-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n"));
        var chunk = Encoding.ASCII.GetBytes($"{PieceBytes:x}\r\n");
        var piece = RandomNumberGenerator.GetBytes(PieceBytes);
        for (long at = 0; at < BlobBytes; at += PieceBytes)
        {
            BitConverter.TryWriteBytes(piece, at);
            hash.AppendData(piece);
            connection.Send(chunk);
            connection.Send(piece);
            connection.Send("\r\n"u8);
        }

        connection.Send("0\r\n\r\n"u8);
        connection.Receive(202);
        var digest = "sha256:" + System.Convert.ToHexStringLower(hash.GetHashAndReset());
        var location = connection.Location();
        connection.Send(target.Request("PUT", $"{location}{(location.Contains('?', StringComparison.Ordinal) ? '&' : '?')}digest={digest}", "Content-Length: 0\r\n"));
        connection.Receive(201);
        return digest;
    }

    private static string Mib(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):F0} MiB");
}
