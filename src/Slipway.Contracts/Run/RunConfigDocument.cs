using System.Text.Json;

namespace Slipway.Contracts.Run;

/// <summary>Reads and writes the bytes of <c>/run.json</c>: UTF-8 JSON, at most <see cref="MaxBytes"/>, no unknown members, checked by
/// <see cref="RunConfigFaults"/>.</summary>
public static class RunConfigDocument
{
    /// <summary>1 MiB: the longest argument vector and environment that Linux takes by default are far below it.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Reads a document.</summary>
    /// <exception cref="FormatException">It is too long, no JSON, has unknown, missing or wrongly typed members, or a value that cannot work;
    /// the message names every fault of the last kind.</exception>
    public static RunConfig Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxBytes)
            throw new FormatException($"run config: {utf8.Length} bytes, the limit is {MaxBytes}");
        RunConfig? config;
        try
        {
            config = JsonSerializer.Deserialize(utf8, RunConfigJson.Default.RunConfig);
        }
        catch (JsonException e)
        {
            throw new FormatException($"run config: {e.Message}", e);
        }

        if (config is null)
            throw new FormatException("run config: the document is null, an object is wanted");
        var faults = RunConfigFaults.Find(config);
        return faults.Count == 0 ? config : throw new FormatException($"run config: {string.Join("; ", faults)}");
    }

    /// <summary>Writes a document.</summary>
    /// <exception cref="FormatException">The configuration has faults or is longer than <see cref="MaxBytes"/>.</exception>
    public static byte[] Serialize(RunConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var faults = RunConfigFaults.Find(config);
        if (faults.Count > 0)
            throw new FormatException($"run config: {string.Join("; ", faults)}");
        var utf8 = JsonSerializer.SerializeToUtf8Bytes(config, RunConfigJson.Default.RunConfig);
        return utf8.Length <= MaxBytes ? utf8 : throw new FormatException($"run config: {utf8.Length} bytes, the limit is {MaxBytes}");
    }
}
