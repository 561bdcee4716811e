using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.WebUtilities;
using Slipway.Registry.Access;
using Slipway.Registry.Names;
using Slipway.Registry.Tokens;

namespace Slipway.Registry.Gateway;

/// <summary>
/// Sessions of an upstream whose <c>http.secret</c> we share. A client's <c>_state</c> has the upstream's form with the name that the client uses, and
/// a signature of our own; each way the state is checked, renamed and signed anew.
/// <code>
/// upstream's _state = base64url( HMAC(secret, json) ‖ json ), padded
/// client's _state   = base64url( HMAC(key, binding ‖ field(json)) ‖ json ), padded      binding, field: SessionBinding
/// key               = HMAC(secret, "slipway gateway upload state 1")
/// HMAC              = HMAC-SHA256, 32 bytes
/// </code>
/// The binding is not in the state, only under its signature: a state shown for another repository, organization or subject does not verify, and
/// neither kind can be taken for the other. Every gateway with the same secret accepts the others' states.
/// </summary>
internal sealed class SignedSessions(byte[] secret) : IUploadSessions
{
    private const int MacLength = HMACSHA256.HashSizeInBytes;
    private const int MaxStateLength = 2048;

    private readonly byte[] _key = HMACSHA256.HashData(secret, "slipway gateway upload state 1"u8);

    public ClientSession? ToClient(StoredName repository, Caller caller, UpstreamSession session)
    {
        var text = QueryHelpers.ParseQuery(session.Query).GetValueOrDefault(UpstreamSession.StateParameter).ToString();
        if (Open(text, json => HMACSHA256.HashData(secret, json)) is not { } state || state.Name != repository.Value || state.Uuid != session.Id)
            return null;
        var outward = (state with { Name = repository.External }).Write();
        return new ClientSession(session.Id, Seal(Sign(repository, caller, outward), outward));
    }

    public UpstreamSession? ToUpstream(StoredName repository, Caller caller, string handle, string? state)
    {
        if (Open(state ?? "", json => Sign(repository, caller, json)) is not { } outward || outward.Name != repository.External || outward.Uuid != handle)
            return null;
        var inward = (outward with { Name = repository.Value }).Write();
        var text = Seal(HMACSHA256.HashData(secret, inward), inward);
        return new UpstreamSession(handle, $"{UpstreamSession.StateParameter}={Uri.EscapeDataString(text)}");
    }

    private byte[] Sign(StoredName repository, Caller caller, byte[] json)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        bytes.Write(SessionBinding.Of(repository, caller));
        SessionBinding.Append(bytes, json);
        return HMACSHA256.HashData(_key, bytes.WrittenSpan);
    }

    private static string Seal(byte[] mac, byte[] json)
    {
        var text = Base64Url.EncodeToString([.. mac, .. json]);
        return text.PadRight((text.Length + 3) / 4 * 4, '=');
    }

    private static UploadState? Open(string text, Func<byte[], byte[]> sign)
    {
        if (text.Length > MaxStateLength || StrictBase64Url.Decode(text.AsSpan().TrimEnd('=')) is not { } bytes || bytes.Length <= MacLength)
            return null;
        var json = bytes[MacLength..];
        return CryptographicOperations.FixedTimeEquals(sign(json), bytes.AsSpan(0, MacLength)) ? UploadState.Read(json) : null;
    }
}
