"""What answers say a class or a student knows of each fact and topic, now and over the weeks."""
