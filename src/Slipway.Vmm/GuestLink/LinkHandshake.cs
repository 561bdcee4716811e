using System.Buffers;
using Slipway.Contracts.GuestLink;

namespace Slipway.Vmm.GuestLink;

/// <summary>How a conversation begins: the host's Hello, then whatever the carrier still holds, then the guest's Hello with the same nonce.</summary>
internal static class LinkHandshake
{
    /// <summary>Says hello and reads up to the answer.</summary>
    /// <param name="resynchronise">Another conversation may have been cut on this carrier: frees a guest that is stuck inside a frame.</param>
    /// <exception cref="GuestLinkException">The guest speaks another version, or the carrier ended.</exception>
    public static async Task<LinkHello> RunAsync(Stream carrier, FrameReader reader, LinkHello hello, bool resynchronise, CancellationToken cancellationToken)
    {
        try
        {
            await carrier.WriteAsync(Opening(hello, resynchronise), cancellationToken);
            return await ReadAnswerAsync(carrier, reader, hello, cancellationToken);
        }
        catch (IOException e) when (e is not GuestLinkException)
        {
            throw new GuestLinkException($"the guest link failed before the guest said hello: {e.Message}", e);
        }
    }

    private static async Task<LinkHello> ReadAnswerAsync(Stream carrier, FrameReader reader, LinkHello hello, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Frames and violations before the answer are an earlier conversation's.
            while (reader.Read(out var frame) is not FrameReadStatus.NeedMoreData and var status)
            {
                if (status == FrameReadStatus.Frame && frame.Kind == FrameKind.Hello
                    && LinkHello.TryParse(frame.Payload.Span, out var answer) && answer.Nonce == hello.Nonce)
                    return Check(answer, hello);
            }
            var count = await carrier.ReadAsync(reader.GetMemory(), cancellationToken);
            if (count == 0)
                throw new GuestLinkException("the guest link ended before the guest said hello");
            reader.Advance(count);
        }
    }

    private static LinkHello Check(LinkHello answer, LinkHello hello) =>
        answer.Version == hello.Version
            ? answer
            : throw new GuestLinkException(
                $"the guest ({answer.Software}) speaks version {answer.Version} of the guest link, this host version {hello.Version}; start the machine anew");

    private static ReadOnlyMemory<byte> Opening(LinkHello hello, bool resynchronise)
    {
        var buffer = new ArrayBufferWriter<byte>();
        for (var i = 0; resynchronise && i < LinkLimits.MaxPayloadBytes; i += LinkPreamble.Length)
            buffer.Write(LinkPreamble.Bytes);
        FrameWriter.WriteHello(buffer, hello);
        return buffer.WrittenMemory;
    }
}
