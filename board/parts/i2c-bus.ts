/** An I2C bus by software on these pins: the boards have more buses than their chips have for I2C. */
export function openI2c(sda: Pin, scl: Pin): I2C {
  const i2c = new I2C();
  i2c.setup({ sda, scl, bitrate: 4e5 });
  return i2c;
}
