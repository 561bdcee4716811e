using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Slipway.Registry.Access;
using Slipway.Registry.Authorizer;
using Slipway.Registry.Names;
using Slipway.Registry.Tokens;

namespace Slipway.Registry.Tests.Tokens;

/// <summary>Tokens that others made, or that were good elsewhere or before.</summary>
public sealed class TokenAttackTests : IDisposable
{
    private const string Service = "registry.test";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly FakeTimeProvider _time = new(DateTimeOffset.Parse("2026-01-01T00:00:00Z", null));
    private readonly TokenKey _ours;
    private readonly TokenKeys _keys;
    private readonly TokenVerifier _verifier;

    public TokenAttackTests()
    {
        _ours = new TokenKey(_key);
        _keys = new TokenKeys([_ours]);
        _verifier = new TokenVerifier(_keys, Service, _time);
    }

    private string KeyId => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(_ours.Header)).Split('"')[^2];

    public void Dispose() => _keys.Dispose();

    [Fact]
    public void OurToken_IsTaken_UntilItEnds()
    {
        var token = Good();

        Assert.True(_verifier.Verify(token)!.IsCurrent(_time.GetUtcNow()));
        Assert.NotNull(_verifier.Recall(token));
        _time.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(6));
        Assert.Null(_verifier.Recall(token));
        Assert.False(_verifier.Verify(token)!.IsCurrent(_time.GetUtcNow()));
    }

    [Fact]
    public void TokenFromTheFuture_IsNotCurrent()
    {
        var token = Good();
        _time.AdjustTime(_time.GetUtcNow() - TimeSpan.FromMinutes(1));

        Assert.False(_verifier.Verify(token)!.IsCurrent(_time.GetUtcNow()));
    }

    [Fact]
    public void OtherService_IsRefused()
    {
        Assert.Null(_verifier.Verify(TokenWriter.Write(Claims(), _ours, "other.test")));
        Assert.Null(_verifier.Verify(Sign(_key, Header(), Good().Split('.')[1].Replace("a", "b", StringComparison.Ordinal))));
    }

    [Fact]
    public void OthersKey_UnderOurKeysId_IsRefused()
    {
        using var attacker = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = attacker.ExportParameters(false).Q;
        var jwk = $$"""{"kty":"EC","crv":"P-256","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}","kid":"{{KeyId}}"}""";

        foreach (var header in new[]
        {
            Header(),
            $$"""{"alg":"ES256","typ":"JWT","kid":"{{KeyId}}","jwk":{{jwk}}}""",
            $$"""{"alg":"ES256","typ":"JWT","jwk":{{jwk}}}""",
            $$"""{"alg":"ES256","typ":"JWT","kid":"{{KeyId}}","jku":"http://attacker.example/keys"}""",
            $$"""{"alg":"ES256","typ":"JWT","kid":"{{KeyId}}","x5c":["{{Convert.ToBase64String(attacker.ExportSubjectPublicKeyInfo())}}"]}""",
        })
            Assert.Null(_verifier.Verify(Sign(attacker, header, Good().Split('.')[1])));
    }

    [Theory]
    [InlineData("""{"alg":"none","typ":"JWT"}""")]
    [InlineData("""{"alg":"none","typ":"JWT","kid":"KID"}""")]
    [InlineData("""{"alg":"ES384","typ":"JWT","kid":"KID"}""")]
    [InlineData("""{"alg":"ES256","typ":"JWT","kid":"KID","crit":["exp"]}""")]
    [InlineData("""{"alg":"ES256","alg":"none","typ":"JWT","kid":"KID"}""")]
    [InlineData("""{"typ":"JWT","alg":"ES256","kid":"KID"}""")]
    public void OtherHeader_EvenUnderOurSignature_IsRefused(string header)
    {
        var body = Good().Split('.')[1];
        header = header.Replace("KID", KeyId, StringComparison.Ordinal);

        Assert.Null(_verifier.Verify(Sign(_key, header, body)));
        Assert.Null(_verifier.Verify($"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{body}."));
    }

    [Fact]
    public void PublicKey_AsASymmetricOne_IsRefused()
    {
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"HS256","typ":"JWT","kid":"{{KeyId}}"}"""))}.{Good().Split('.')[1]}";
        var mac = HMACSHA256.HashData(_key.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes(signed));

        Assert.Null(_verifier.Verify($"{signed}.{Base64Url.EncodeToString(mac)}"));
    }

    [Theory]
    [InlineData("""{"iss":"registry.test","iss":"x","aud":"registry.test","sub":"s","exp":9999999999,"nbf":0,"jti":"j","tid":"t","access":[]}""")]
    [InlineData("""{"iss":"registry.test","aud":["registry.test"],"sub":"s","exp":9999999999,"nbf":0,"jti":"j","tid":"t","access":[]}""")]
    [InlineData("""{"iss":"registry.test","aud":"registry.test","sub":"s","nbf":0,"jti":"j","tid":"t","access":[]}""")]
    [InlineData("""{"iss":"registry.test","aud":"registry.test","sub":"s","exp":1e30,"nbf":0,"jti":"j","tid":"t","access":[]}""")]
    [InlineData("""{"iss":"registry.test","aud":"registry.test","sub":"s","exp":"1","nbf":0,"jti":"j","tid":null,"access":[]}""")]
    [InlineData("""{"iss":"registry.test","aud":"registry.test","sub":"s","exp":9999999999,"nbf":0,"jti":"j","tid":"t","access":[{"type":"repository","name":"*","actions":["*"]}]}""")]
    [InlineData("[]")]
    [InlineData("")]
    public void OddClaims_EvenUnderOurSignature_AreRefused(string claims) =>
        Assert.Null(_verifier.Verify(Sign(_key, Header(), Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims)))));

    [Fact]
    public void EveryOtherSpelling_IsRefused()
    {
        var token = Good();
        foreach (var other in new[] { token + "=", token + " ", " " + token, token + ".", token[..^1], token.Replace(".", "..", StringComparison.Ordinal), token + new string('A', 20_000) })
            Assert.Null(_verifier.Verify(other));
    }

    [Fact]
    public void EveryFlippedCharacter_IsRefused()
    {
        var token = Good();
        var random = new Random(20260101);
        for (var i = 0; i < 2000; i++)
        {
            var mutated = token.ToCharArray();
            mutated[random.Next(mutated.Length)] = (char)random.Next(0x21, 0x7f);
            var text = new string(mutated);
            Assert.True(text == token || _verifier.Verify(text) is null, text);
        }
    }

    [Fact]
    public void Token_NarrowsItsHolder_NeverWidens()
    {
        var caller = new Caller("t", "s", "acme", "k7q2m4x9d3f1", OrganizationLimits.None, [new RepositoryGrant("a*", RepositoryActions.Pull)], false, null);
        Assert.True(RepositoryName.TryParse("app", out var app));
        Assert.True(RepositoryName.TryParse("acorn", out var acorn));

        var narrowed = _verifier.Verify(Good(new RegistryScope(app, RepositoryActions.All), RegistryScope.Catalog))!.Narrow(caller);

        Assert.Equal(RepositoryActions.Pull, narrowed.AllowedIn(app));
        Assert.Equal(RepositoryActions.None, narrowed.AllowedIn(acorn));
        Assert.False(narrowed.MayListRepositories);
    }

    private string Header() => $$"""{"alg":"ES256","typ":"JWT","kid":"{{KeyId}}"}""";

    private TokenClaims Claims(params RegistryScope[] scopes) => new("j", "t", "s", _time.GetUtcNow(), _time.GetUtcNow() + TimeSpan.FromMinutes(5), scopes);

    private string Good(params RegistryScope[] scopes) => TokenWriter.Write(Claims(scopes), _ours, Service);

    private static string Sign(ECDsa key, string header, string body)
    {
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{body}";
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }
}
