using System.Text;
using CsCheck;
using Microsoft.Extensions.Primitives;
using Slipway.Registry.Authorizer;

namespace Slipway.Registry.Tests.Authorizer;

/// <summary>Authorization headers and scopes, read and fuzzed.</summary>
public sealed class AuthorizationParserTests
{
    private static readonly Gen<string> _token = Gen.Char['!', '~'].Array[1, 200].Select(chars => new string(chars));

    [Fact]
    public void Basic_AnyUserAndToken_GivesTheToken() =>
        Gen.Select(Gen.String[Gen.Char['a', 'z'], 0, 20], _token, Gen.OneOf(Gen.Const("Basic"), Gen.Const("basic"), Gen.Const("BASIC"))).Sample((user, token, scheme) =>
        {
            var credential = Credential.Parse($"{scheme} {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{token}"))}");
            return credential.Kind == CredentialKind.Basic && credential.Secret == token;
        });

    [Fact]
    public void Bearer_AnyToken_IsTaken() =>
        _token.Sample(token => Credential.Parse($"bearer {token}") is { Kind: CredentialKind.Bearer } credential && credential.Secret == token);

    [Theory]
    [InlineData("Basic")]
    [InlineData("Basic ")]
    [InlineData("Basic !!!!")]
    [InlineData("Basic eA==")]
    [InlineData("Basic eDo=")]
    [InlineData("Basic eDr/")]
    [InlineData("Basic eDoKYQ==")]
    [InlineData("Bearer ")]
    [InlineData("Bearer a b")]
    [InlineData("Bearer \u00e9")]
    [InlineData("Digest username=x")]
    [InlineData(" Basic eDp5")]
    public void OtherHeader_IsMalformed(string header) => Assert.Equal(CredentialKind.Malformed, Credential.Parse(header).Kind);

    [Fact]
    public void TwoHeaders_AreMalformed() =>
        Assert.Equal(CredentialKind.Malformed, Credential.Parse(new StringValues(["Basic eDp5", "Basic eDp6"])).Kind);

    [Fact]
    public void LongHeader_IsMalformed() => Assert.Equal(CredentialKind.Malformed, Credential.Parse("Bearer " + new string('a', 13_000)).Kind);

    [Fact]
    public void Credential_HasNoTextForm() => Assert.DoesNotContain("secret", $"{Credential.Parse("Bearer secret")}", StringComparison.Ordinal);

    [Fact]
    public void AnyHeader_NeverThrows()
    {
        var random = new Random(20260101);
        for (var i = 0; i < 20_000; i++)
        {
            var text = (random.Next(3) switch { 0 => "Basic ", 1 => "Bearer ", _ => "" }) + Noise(random, 60);
            var credential = Credential.Parse(text);
            Assert.True(credential.Kind is CredentialKind.Malformed or CredentialKind.None == (credential.Secret.Length == 0));
        }
    }

    [Theory]
    [InlineData("repository:a/b:pull", "repository:a/b:pull")]
    [InlineData("repository:a:push,pull,pull", "repository:a:pull,push")]
    [InlineData("repository:a:pull,fly", "repository:a:pull")]
    [InlineData("registry:catalog:*", "registry:catalog:*")]
    [InlineData("registry:catalog:pull", null)]
    [InlineData("repository:a", null)]
    [InlineData("repository::pull", null)]
    [InlineData("repository:a:", null)]
    [InlineData("repository:host:5000/a:pull", null)]
    [InlineData("repository:../a:pull", null)]
    [InlineData("repository:a*:pull", null)]
    [InlineData("repository:a:Pull", null)]
    [InlineData("", null)]
    public void Scope_IsReadStrictly(string text, string? canonical) =>
        Assert.Equal(canonical, RegistryScope.TryParse(text, out var scope) ? scope.ToString() : null);

    [Fact]
    public void AnyScope_NeverThrows_AndItsCanonicalFormIsTheSameScope()
    {
        var random = new Random(20260102);
        for (var i = 0; i < 20_000; i++)
        {
            var text = $"repository:{Noise(random, 8)}:{(random.Next(2) == 0 ? "pull" : Noise(random, 8))}";
            if (RegistryScope.TryParse(text, out var scope))
                Assert.True(RegistryScope.TryParse(scope.ToString(), out var again) && again == scope, text);
        }
    }

    private static string Noise(Random random, int max)
    {
        const string Alphabet = "ab/:,*.- =+%\0\u00e9Z9_";
        return new string(Enumerable.Range(0, random.Next(max)).Select(_ => Alphabet[random.Next(Alphabet.Length)]).ToArray());
    }
}
