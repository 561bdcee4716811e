using System.Text;
using Slipway.Contracts.GuestLink;
using Slipway.Contracts.Run;
using Slipway.Init.Boot;

namespace Slipway.Init.Link;

/// <summary>
/// The messages of a plain run, read and written without the serialiser, whose first use costs more than all else between the
/// program's start and the host's hearing of it under software emulation (docs/decisions/init.md). Anything else is left to
/// <see cref="LinkMessage"/>, with the same bytes and the same meaning.
/// </summary>
internal static class ShortMessages
{
    /// <summary>Null: ask the serialiser.</summary>
    public static GuestRequest? TryDecode(ReadOnlySpan<byte> payload) =>
        payload.SequenceEqual("{\"Type\":\"Attach\"}"u8) ? new AttachRequest() : TryDecodeConfigure(payload);

    /// <summary>Null: ask the serialiser.</summary>
    public static byte[]? TryEncode(GuestReply reply) => reply switch
    {
        StartedReply started => Encoding.ASCII.GetBytes(
            $"{{\"Type\":\"Started\",\"Pid\":{started.Pid},\"InitStartMicroseconds\":{started.InitStartMicroseconds},\"ExecMicroseconds\":{started.ExecMicroseconds}}}"),
        ExitedReply { Status: var status } => Encoding.ASCII.GetBytes(
            $"{{\"Type\":\"Exited\",\"Status\":{{\"ExitCode\":{status.ExitCode},\"Signal\":{status.Signal},\"OomKilled\":{(status.OomKilled ? "true" : "false")}}}}}"),
        DoneReply => "{\"Type\":\"Done\"}"u8.ToArray(),
        _ => null,
    };

    // What is wrong with a faulty one is the other decoder's to say.
    private static ConfigureRequest? TryDecodeConfigure(ReadOnlySpan<byte> payload) =>
        RunConfigReader.TryReadRequest(payload) is { Freshness.Fault: null } request && RunConfigFaults.Find(request.Config).Count == 0 ? request : null;
}
