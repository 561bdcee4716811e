using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Slipway.Contracts.Platform;

namespace Slipway.Platform.Tests.Tokens;

public sealed class TokenTextTests
{
    [Fact]
    public void Create_ManyTimes_RoundTripsAndHashesTheSecretAlone()
    {
        for (var i = 0; i < 100; i++)
        {
            var made = TokenText.Create();
            Assert.True(TokenText.TryParse(made.Reveal(), out var read));
            Assert.Equal(made.Id, read.Id);
            Assert.Equal(SHA256.HashData(Encoding.ASCII.GetBytes(made.Reveal()[^TokenText.SecretLength..])), read.HashSecret());
        }
    }

    [Fact]
    public void ToString_OfAToken_HasNoSecret()
    {
        var made = TokenText.Create();
        Assert.Equal($"slip_{made.Id}_…", made.ToString());
        Assert.Equal("", default(TokenText).ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("slip_")]
    [InlineData("slip_aaaaaaaaaaaa_")]
    [InlineData("SLIP_aaaaaaaaaaaa_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("slip_AAAAAAAAAAAA_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("slip_aaaaaaaaaaaa_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("slip_aaaaaaaaaaaa-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("slip_aaaaaaaaaaaa_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void TryParse_AnythingElse_IsRefused(string? text) => Assert.False(TokenText.TryParse(text, out _));

    [Fact]
    public void TryParse_OneCharacterChanged_ReadsWhatIsThereOrRefuses()
    {
        Gen.Select(Gen.Int[0, TokenText.Length - 1], Gen.Char).Sample((position, character) =>
        {
            var text = TokenText.Create().Reveal().ToCharArray();
            text[position] = character;
            Assert.True(!TokenText.TryParse(new string(text), out var read) || read.Reveal() == new string(text));
        });
    }
}
