using CsCheck;
using Slipway.Contracts.GuestLink;

namespace Slipway.Contracts.Tests.GuestLink;

public sealed class CreditWindowTests
{
    [Fact]
    public void TwoEnds_AnyOrderOfSendingAndConsuming_NeverOverrunAndNeverStarve() =>
        Gen.Int[1, 200_000].Array[1, 100].Sample(steps =>
        {
            var sender = new CreditWindow();
            var receiver = new ReceiveWindow();
            var unconsumed = 0;
            foreach (var step in steps)
            {
                var sent = sender.Take(step);
                Assert.InRange(sent, 0, LinkLimits.MaxPayloadBytes);
                Assert.True(receiver.TryReceive(sent));
                unconsumed += sent;
                Assert.InRange(unconsumed, 0, LinkLimits.InitialCreditBytes);
                var consumed = Math.Min(step / 2, unconsumed);
                unconsumed -= consumed;
                Grant(sender, receiver.Consume(consumed));
            }

            Grant(sender, receiver.Consume(unconsumed));
            Assert.True(sender.Available > 0);
        });

    [Fact]
    public void TryReceive_MoreThanGranted_IsRefused()
    {
        var receiver = new ReceiveWindow();
        Assert.True(receiver.TryReceive(LinkLimits.InitialCreditBytes));
        Assert.False(receiver.TryReceive(1));
    }

    [Theory]
    [InlineData(new byte[] { 1, 0, 0 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 255, 255, 255, 255 })]
    [InlineData(new byte[] { 0, 0, 0, 1 })]
    public void TryGrant_MalformedOrTooMuch_IsRefused(byte[] payload) => Assert.False(new CreditWindow().TryGrant(payload));

    private static void Grant(CreditWindow sender, int bytes)
    {
        if (bytes > 0)
            Assert.True(sender.TryGrant(BitConverter.GetBytes(bytes)));
    }
}
