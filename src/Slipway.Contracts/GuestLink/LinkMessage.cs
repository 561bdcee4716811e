using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Contracts.Run;

namespace Slipway.Contracts.GuestLink;

/// <summary>Turns the guest link's messages into payloads and back. What comes in is the peer's and may be hostile: a payload that is no message of
/// the wanted kind gives null and the reason, never an exception.</summary>
public static class LinkMessage
{
    /// <summary>The payload of an Open frame.</summary>
    /// <exception cref="FormatException">It does not fit a frame.</exception>
    public static byte[] Encode(GuestRequest request) => Encode(request, LinkJson.Default.GuestRequest);

    /// <summary>The payload of a Message frame of the host.</summary>
    /// <exception cref="FormatException">It does not fit a frame.</exception>
    public static byte[] Encode(StreamCommand command) => Encode(command, LinkJson.Default.StreamCommand);

    /// <summary>The payload of a Message frame of the guest.</summary>
    /// <exception cref="FormatException">It does not fit a frame.</exception>
    public static byte[] Encode(GuestReply reply) => Encode(reply, LinkJson.Default.GuestReply);

    /// <summary>The payload of a Reset frame.</summary>
    /// <exception cref="FormatException">It does not fit a frame.</exception>
    public static byte[] Encode(LinkError error) => Encode(error, LinkJson.Default.LinkError);

    /// <summary>Reads an Open frame's payload.</summary>
    public static GuestRequest? DecodeRequest(ReadOnlySpan<byte> payload, out string? fault)
    {
        var request = Decode(payload, LinkJson.Default.GuestRequest, out fault);
        fault ??= request switch
        {
            PrepareRequest prepare when RunConfigFaults.Find(prepare) is { Count: > 0 } faults => string.Join("; ", faults),
            ConfigureRequest configure when RunConfigFaults.Find(configure.Config) is { Count: > 0 } faults => $"run config: {string.Join("; ", faults)}",
            ConfigureRequest { Freshness.Fault: { } stale } => $"Freshness: {stale}",
            RenewRequest { Fault: { } renewal } => renewal,
            ExecRequest { Args.Count: 0 } => "Args: an argument vector needs at least one element",
            ExecRequest exec when HasNull(exec.Args) || HasNull(exec.Env?.Values) => "Args or Env: an element is null",
            _ => null,
        };
        return fault is null ? request : null;
    }

    /// <summary>Reads the payload of a Message frame of the host.</summary>
    public static StreamCommand? DecodeCommand(ReadOnlySpan<byte> payload, out string? fault) => Decode(payload, LinkJson.Default.StreamCommand, out fault);

    /// <summary>Reads the payload of a Message frame of the guest.</summary>
    public static GuestReply? DecodeReply(ReadOnlySpan<byte> payload, out string? fault)
    {
        var reply = Decode(payload, LinkJson.Default.GuestReply, out fault);
        if (reply is SystemInfoReply info && (HasNull(info.Cpus) || HasNull(info.Disks.Values) || HasNull(info.Networks.Values)))
            fault = "Cpus, Disks or Networks: an element is null";
        return fault is null ? reply : null;
    }

    /// <summary>Reads a Reset frame's payload.</summary>
    public static LinkError? DecodeError(ReadOnlySpan<byte> payload, out string? fault) => Decode(payload, LinkJson.Default.LinkError, out fault);

    // The serialiser holds members to their nullability, but not the elements of lists and maps.
    private static bool HasNull(IEnumerable<object?>? list) => list is not null && list.Any(element => element is null);

    private static byte[] Encode<T>(T message, JsonTypeInfo<T> type)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(message, type);
        return payload.Length <= LinkLimits.MaxPayloadBytes
            ? payload
            : throw new FormatException($"{typeof(T).Name} takes {payload.Length} bytes, a frame holds {LinkLimits.MaxPayloadBytes}");
    }

    private static T? Decode<T>(ReadOnlySpan<byte> payload, JsonTypeInfo<T> type, out string? fault) where T : class
    {
        try
        {
            var message = JsonSerializer.Deserialize(payload, type);
            fault = message is null ? "the message is null" : null;
            return message;
        }
        catch (JsonException e)
        {
            fault = e.Message;
        }
        catch (NotSupportedException e)
        {
            // An abstract message without its Type member ends here.
            fault = e.Message;
        }

        return null;
    }
}
