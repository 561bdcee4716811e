using System.Text;
using Slipway.Vmm.GuestLink;

namespace Slipway.Vmm.Firecracker;

/// <summary>
/// Asks a Firecracker to join a connection with a port of its guest: <c>CONNECT 10000\n</c>, answered by <c>OK 1073741824\n</c>, or by the end of the connection where
/// nobody listens in the guest (Firecracker: docs/vsock.md).
/// </summary>
internal static class VsockHandshake
{
    /// <summary>"OK ", a 32-bit number, the end of the line.</summary>
    private const int MaxAnswerBytes = 14;

    /// <summary>Joins; afterwards every byte is the guest's.</summary>
    /// <exception cref="GuestLinkException">Refused, or an answer that is none.</exception>
    public static async Task JoinAsync(Stream connection, uint port, CancellationToken cancellationToken)
    {
        await connection.WriteAsync(Encoding.ASCII.GetBytes($"CONNECT {port}\n"), cancellationToken);
        var answer = new byte[MaxAnswerBytes];
        // Byte by byte: what follows the line may come with it, and is the guest's.
        for (var length = 0; length < MaxAnswerBytes; length++)
        {
            if (await connection.ReadAsync(answer.AsMemory(length, 1), cancellationToken) == 0)
                throw new GuestLinkException($"nobody listens on port {port} of the guest");
            if (answer[length] != (byte)'\n')
                continue;
            if (IsYes(answer.AsSpan(0, length)))
                return;
            break;
        }

        throw new GuestLinkException("Firecracker's answer to a connection into the guest makes no sense");
    }

    private static bool IsYes(ReadOnlySpan<byte> line) => line.StartsWith("OK "u8) && line.Length > 3 && line[3..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
}
