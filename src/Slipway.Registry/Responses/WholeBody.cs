using Microsoft.AspNetCore.Http;

namespace Slipway.Registry.Responses;

/// <summary>
/// Sends a body that is in memory. Piece by piece, as its client reads: in one piece the web server would copy all of it, and give the client as long as all of it
/// may take, which is hours.
/// </summary>
internal static class WholeBody
{
    /// <summary>What the web server buffers of an answer before it waits for the client.</summary>
    private const int PieceBytes = 64 * 1024;

    public static async Task WriteAsync(HttpResponse response, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        for (var rest = body; !rest.IsEmpty; rest = rest[Math.Min(PieceBytes, rest.Length)..])
        {
            var flushed = await response.BodyWriter.WriteAsync(rest[..Math.Min(PieceBytes, rest.Length)], cancellationToken);
            if (flushed.IsCompleted)
                return;
        }
    }
}
